import { expect, test } from "vitest";
import { readAudit } from "#server/access/audit.ts";
import type { Auth } from "#server/access/auth.ts";
import { somebody } from "#server/access/scratch.ts";
import { createLog } from "#server/log.ts";
import { scratchStore } from "#server/store/scratch.ts";
import { AccessService } from "./access-service.ts";

test("refusals of strangers are bounded, those of people who are signed in are not", async () => {
  const store = await scratchStore();
  const signIn = await somebody(store);
  const auth: Auth = {
    handler: async () => new Response(),
    sessionOf: async (headers) => (headers.get("cookie") === "good" ? signIn : null),
  };
  const caps = { consolesPerPerson: 9, consolesPerVm: 9, consolesPerAddress: 9 };
  const service = new AccessService({ store, auth, relay: "relay", caps, log: createLog("relay", "silent") });
  const address = "192.0.2.1";
  const refused = (cookie: string, code: string) =>
    expect(service.admit({ cookie, ticket: null, address })).rejects.toMatchObject({ code });
  for (let time = 0; time < 30; time++) {
    await refused("good", "ticket-unknown");
    await refused(time % 2 === 0 ? "" : "bad", "not-signed-in");
    await service.refused({ address }, "wrong-origin");
  }
  await service.close();
  const rows = await readAudit(store, { limit: 200 });
  const ofPerson = rows.filter(({ actor }) => actor !== null);
  expect(ofPerson).toHaveLength(30);
  expect(ofPerson[0]).toMatchObject({ actor: { id: signIn.person.id }, code: "ticket-unknown", address });
  expect(rows.filter(({ actor }) => actor === null)).toHaveLength(21);
  expect(rows[0]).toMatchObject({ action: "console.refused", actor: null, address, code: null, detail: { more: 40 } });
});

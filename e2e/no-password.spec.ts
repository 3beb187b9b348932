import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { LinkError } from "./fakes/spice-protocol.ts";
import { ConsoleView } from "./support/console-view.ts";
import { securityTypes, spiceVerdict } from "./support/display-verdict.ts";
import { signIn } from "./support/sign-in.ts";
import { expect, test } from "./support/test.ts";

/** Like nothing else; that of VNC has at most 8 characters. */
const canaries = { vnc: "cnry7Qz4", spice: "cnry8Xw5-of-spice" };

/** Files of a folder that hold a text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, "latin1").includes(text));
}

/** A secret as it is, and in the forms that it might be sent in. */
function formsOf(secret: string): string[] {
  const [base64, hex] = [Buffer.from(secret).toString("base64").replace(/=+$/, ""), Buffer.from(secret).toString("hex")];
  return [secret, base64, hex, [...Buffer.from(secret)].join(",")];
}

test("a display's password reaches no page, no answer, no WebSocket, no record and no log", async ({ browser, guest, stage }, info) => {
  const tiny = await guest({
    graphics: [
      { type: "vnc", password: canaries.vnc },
      { type: "spice", password: canaries.spice },
    ],
  });
  expect(await securityTypes(await tiny.displayPort())).toEqual([2]);
  expect(await spiceVerdict(await tiny.displayPort("spice"), "")).toBe(LinkError.permissionDenied);
  expect(await spiceVerdict(await tiny.displayPort("spice"), canaries.spice)).toBe(LinkError.ok);
  const xml = await tiny.virsh("dumpxml", "--security-info");
  for (const canary of Object.values(canaries)) expect(xml).toContain(canary);

  const har = info.outputPath("everything.har");
  const context = await browser.newContext({ baseURL: stage.url, recordHar: { path: har, content: "embed" } });
  await signIn(context, stage, "admin");
  const page = await context.newPage();
  const heard: string[] = [];
  page.on("console", (message) => heard.push(message.text()));
  page.on("websocket", (socket) => {
    const hear = ({ payload }: { payload: string | Buffer }) => heard.push(Buffer.from(payload).toString("latin1"));
    socket.on("framereceived", hear).on("framesent", hear);
  });
  const view = new ConsoleView(page);
  for (const protocol of ["vnc", "spice", "serial"] as const) {
    await view.open(tiny, protocol);
    for (const frame of page.frames()) heard.push(await frame.content());
  }
  const requests: [method: "get" | "post", path: string, data?: object][] = [
    ["get", "api/vms"],
    ["get", `api/vms/${tiny.vm}`],
    ["get", `api/vms/${tiny.vm}/hand-off`],
    ["get", `api/vms/${tiny.vm}/holder?protocol=spice`],
    ["get", "api/hosts"],
    ["get", "api/me"],
    ["get", "api/openapi.json"],
    ["post", "api/consoles", { vm: tiny.vm, protocol: "vnc", mode: "control" }],
    ["post", "api/consoles", { vm: tiny.vm, protocol: "spice", mode: "control" }],
    ["post", "api/consoles", { vm: tiny.vm, protocol: "serial", mode: "view" }],
    ["get", "."],
    ["get", "hosts"],
  ];
  for (const [method, path, data] of requests) {
    const answer = await context.request[method](`${stage.url}${path}`, { headers: { origin: new URL(stage.url).origin }, data });
    expect(answer.ok(), path).toBe(true);
    heard.push(await answer.text());
  }
  heard.push(
    await page.evaluate(
      () =>
        new Promise<string>((resolve) => {
          const events = new EventSource("/api/events");
          events.addEventListener("snapshot", ({ data }) => {
            events.close();
            resolve(String(data));
          });
        }),
    ),
  );
  await context.close();

  const all = heard.join("\n") + readFileSync(har, "utf8") + readFileSync(stage.log, "utf8");
  // What was gathered holds the machine and its console, so it would hold the password.
  expect(all).toContain(tiny.uuid);
  expect(all).toContain("RFB 003.008");
  expect(all).toContain("REDQ");
  expect(filesWith(stage.stateDirectory, tiny.uuid)).not.toEqual([]);
  for (const canary of Object.values(canaries)) {
    for (const form of formsOf(canary)) expect(all).not.toContain(form);
    expect(filesWith(stage.stateDirectory, canary)).toEqual([]);
  }
});

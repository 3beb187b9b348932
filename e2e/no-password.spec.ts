import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { ConsoleView } from "./support/console-view.ts";
import { signIn } from "./support/sign-in.ts";
import { expect, test } from "./support/test.ts";

/** At most 8 characters, and like nothing else. */
const CANARY = "cnry7Qz4";

/** The security types a VNC display offers (RFC 6143 section 7.1.2): 2 is a password. */
async function securityTypes(port: number): Promise<number[]> {
  const socket = connect(port, "127.0.0.1");
  const received: Buffer[] = [];
  socket.on("data", (part) => received.push(part));
  socket.write("RFB 003.008\n");
  while (Buffer.concat(received).length < 14) await once(socket, "data");
  socket.destroy();
  return [...Buffer.concat(received).subarray(13)];
}

/** Files of a folder that hold a text. */
function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, "latin1").includes(text));
}

test("a display's password reaches no page, no answer, no WebSocket, no record and no log", async ({ browser, guest, stage }, info) => {
  const tiny = await guest({ graphics: [{ type: "vnc", password: CANARY }] });
  expect(await securityTypes(await tiny.displayPort())).toEqual([2]);
  expect(await tiny.virsh("dumpxml", "--security-info")).toContain(CANARY);

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
  for (const protocol of ["vnc", "serial"] as const) await view.open(tiny, protocol);
  heard.push(await page.content());
  const requests: [method: "get" | "post", path: string, data?: object][] = [
    ["get", "api/vms"],
    ["get", `api/vms/${tiny.vm}`],
    ["get", "api/hosts"],
    ["get", "api/me"],
    ["get", "api/openapi.json"],
    ["post", "api/consoles", { vm: tiny.vm, protocol: "vnc", mode: "control" }],
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
  for (const form of [CANARY, Buffer.from(CANARY).toString("base64").replace(/=+$/, ""), Buffer.from(CANARY).toString("hex")])
    expect(all).not.toContain(form);
  expect(filesWith(stage.stateDirectory, tiny.uuid)).not.toEqual([]);
  expect(filesWith(stage.stateDirectory, CANARY)).toEqual([]);
});

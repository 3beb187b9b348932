import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { openRfb } from "#server/display/rfb/open.ts";
import { ConsoleView } from "./support/console-view.ts";
import type { Guest } from "./support/guest.ts";
import { MachineList } from "./support/machine-list.ts";
import { expect, test } from "./support/portal-test.ts";
import { RemoteViewer } from "./support/remote-viewer.ts";

const everywhere = { address: "0.0.0.0" } as const;
const outside = {
  graphics: [
    { type: "vnc", password: "secret12", listen: everywhere },
    { type: "spice", password: "secret of spice", listen: everywhere },
  ],
} as const;

/** What QEMU says of a display when a client sees its picture. */
const connected = { vnc: ["info vnc", /Client: 127\.0\.0\.1:/], spice: ["info spice", /channel name: display/] } as const;

/** Opens a machine's dialog from the list. */
async function openDialog(page: Page, guest: Guest) {
  const list = new MachineList(page);
  await list.open();
  await list.shows(guest.name, "Running");
  await (await list.menuOf(guest.name)).getByRole("menuitem", { name: "Open in a desktop app" }).click();
  return page.getByRole("dialog", { name: "Open in a desktop app" });
}

/** Gets a display's file, as a person does. */
async function getFile(page: Page, display: "VNC" | "SPICE", path: string): Promise<string> {
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: `Get a connection file for the ${display} display` }).click();
  const file = await download;
  await file.saveAs(path);
  return file.suggestedFilename();
}

const passwordIn = (file: string) => /^password=(.*)$/m.exec(readFileSync(file, "utf8"))?.[1] ?? "";

function filesWith(folder: string, text: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, "latin1").includes(text));
}

for (const protocol of ["vnc", "spice"] as const)
  test(`the real remote-viewer opens the file of a ${protocol} display`, async ({ guest, somebody, stage }, info) => {
    const tiny = await guest(outside);
    const page = await (await somebody("user")).page();
    await openDialog(page, tiny);
    const path = info.outputPath(`${protocol}.vv`);
    expect(await getFile(page, protocol === "vnc" ? "VNC" : "SPICE", path)).toBe(`${tiny.name}-${protocol}.vv`);
    const password = passwordIn(path);
    const viewer = await RemoteViewer.open(path);
    try {
      const [command, client] = connected[protocol];
      const told = () => tiny.virsh("qemu-monitor-command", "--hmp", command);
      await expect.poll(told, { timeout: 45_000, message: "QEMU's clients" }).toMatch(client);
    } catch (error) {
      throw new Error(`remote-viewer said:\n${viewer.said.slice(-4000)}`, { cause: error });
    } finally {
      await viewer.close();
    }
    expect(existsSync(path), "the viewer removes the file").toBe(false);
    expect(password).toMatch(/^[A-Za-z0-9]{8,}$/);
    expect(await page.content()).not.toContain(password);
    expect(readFileSync(stage.log, "utf8")).not.toContain(password);
    expect(filesWith(stage.stateDirectory, password)).toEqual([]);
  });

test("each file has a password of its own, the console in the browser goes on, and the definition keeps its own", async ({
  guest,
  somebody,
}, info) => {
  const tiny = await guest(outside);
  const { page: openPage } = await somebody("operator");
  const view = new ConsoleView(await openPage());
  await view.open(tiny);
  const page = await openPage();
  await openDialog(page, tiny);
  const passwords: string[] = [];
  for (const name of ["first.vv", "second.vv"]) {
    await getFile(page, "VNC", info.outputPath(name));
    passwords.push(passwordIn(info.outputPath(name)));
  }
  const [first = "", second = ""] = passwords;
  expect(first).not.toBe(second);
  const address = { kind: "tcp" as const, host: "127.0.0.1", port: await tiny.displayPort() };
  await expect(openRfb(address, first)).rejects.toMatchObject({ code: "display-refused" });
  (await openRfb(address, second)).stream.destroy();
  await expect(view.root).toHaveAttribute("data-state", "connected");
  await new ConsoleView(await openPage()).open(tiny);
  expect(await tiny.virsh("dumpxml", "--security-info", "--inactive")).toContain("passwd='secret12'");
});

test("a viewer that takes a SPICE display from the browser keeps it", async ({ guest, somebody }, info) => {
  const tiny = await guest(outside);
  const { page: openPage } = await somebody("user");
  const view = new ConsoleView(await openPage());
  await view.open(tiny, "spice");
  const page = await openPage();
  await openDialog(page, tiny);
  await getFile(page, "SPICE", info.outputPath("taken.vv"));
  const viewer = await RemoteViewer.open(info.outputPath("taken.vv"));
  try {
    await expect(view.moment("taken")).toBeVisible({ timeout: 45_000 });
    const [command, client] = connected.spice;
    await expect.poll(() => tiny.virsh("qemu-monitor-command", "--hmp", command), { timeout: 30_000 }).toMatch(client);
    await expect(view.root).toHaveAttribute("data-state", "stopped");
  } finally {
    await viewer.close();
  }
});

test("a display that only its hypervisor reaches is said to be so, and its file is refused", async ({ guest, somebody, api }) => {
  const tiny = await guest();
  const page = await (await somebody("operator")).page();
  const dialog = await openDialog(page, tiny);
  await expect(dialog).toContainText("This display listens only inside its hypervisor, on the loopback address.");
  await expect(dialog.getByRole("button", { name: /Get a connection file/ })).toHaveCount(0);
  const answer = await (await api("operator")).post(`api/vms/${tiny.vm}/hand-off`, { data: { protocol: "vnc" } });
  expect([answer.status(), (await answer.json()).error.code]).toEqual([409, "display-inside"]);
  const command = dialog.getByText(/^virsh -c /);
  await expect(command).toContainText("qemu+ssh://");
  await dialog.getByRole("button", { name: "On the hypervisor" }).click();
  await expect(command).toHaveText(/^virsh -c 'qemu\+unix:\S+' console tiny-[0-9a-f]+$/);
});

test("a display without a password is said to be open; whoever may not know the hypervisor sees no command", async ({
  guest,
  somebody,
}, info) => {
  const tiny = await guest({ graphics: [{ type: "vnc", listen: everywhere }] });
  const page = await (await somebody("user")).page();
  const dialog = await openDialog(page, tiny);
  await expect(dialog).toContainText("This display takes no password");
  await expect(dialog.getByText(/virsh|--connect/)).toHaveCount(0);
  await getFile(page, "VNC", info.outputPath("open.vv"));
  expect(readFileSync(info.outputPath("open.vv"), "utf8")).not.toContain("password");
});

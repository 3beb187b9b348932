import type { BrowserContextOptions, Locator, Page } from "@playwright/test";
import { withXmlFile } from "../demo/xml-file.ts";
import { DisplayEditor } from "./support/display-editor.ts";
import { DisplayEditorApi } from "./support/display-settings.ts";
import { findings } from "./support/findings.ts";
import { MachineList } from "./support/machine-list.ts";
import { expect, test, untilState } from "./support/portal-test.ts";
import { spareXml } from "./support/spare-machine.ts";
import { TEST_HOST } from "./support/stage.ts";

const phone: BrowserContextOptions = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };

/** What is read out with a field. */
async function described(field: Locator, text: string | RegExp): Promise<void> {
  await expect(field).toHaveAttribute("aria-invalid", "true");
  await expect(field).toHaveAccessibleDescription(text);
}

async function editorAs(as: (role: "admin" | "operator" | "user") => Promise<Page>, vm: string): Promise<DisplayEditor> {
  const editor = new DisplayEditor(await as("admin"));
  await editor.open(vm);
  return editor;
}

test("what would be refused stands next to its field, and the list of it leads there", async ({ spare, as }) => {
  const machine = await spare({ vncPort: 5981 });
  await spare({ name: "holder", vncPort: 5982 });
  const editor = await editorAs(as, machine.vm);
  const vnc = editor.display("VNC");
  const port = vnc.getByLabel("Port number", { exact: true });

  await port.fill("80");
  await described(port, "Port 80 cannot be used. Choose one from 5900 to 65535.");
  await expect(editor.button("Save")).toBeDisabled();
  await port.fill("5982");
  await described(port, "Port 5982 belongs to \u2068holder\u2069. Choose another.");

  await editor.choose(vnc, "Password", "Set a new one");
  const password = vnc.getByLabel("New password", { exact: true });
  await expect(password).toHaveValue(/^\w{8}$/);
  await password.fill("ninechars");
  await described(password, /up to 8 characters/);

  await editor.choose(vnc, "Listens on", "One address");
  const address = vnc.getByLabel("Address", { exact: true });
  await address.fill("");
  await described(address, "Fill this in.");
  await address.fill("203.0.113.7");
  await described(address, /203\.0\.113\.7.* is none of this host's addresses/);
  await expect(editor.problems).toHaveCount(3);

  await editor.page.getByRole("heading", { level: 1 }).click();
  await editor.problems.filter({ hasText: "8 characters" }).getByRole("button").click();
  await expect(password).toBeFocused();

  await password.fill("eightchr");
  await port.fill("5983");
  await editor.choose(vnc, "Listens on", "Localhost");
  await expect(editor.problems).toHaveCount(0);
  await expect(port).not.toHaveAttribute("aria-invalid");
  await expect(editor.button("Save")).toBeEnabled();
});

test("a problem in what is folded away unfolds it", async ({ spare, as }) => {
  const machine = await spare({ spicePort: 5984 });
  const editor = await editorAs(as, machine.vm);
  const spice = editor.display("SPICE");
  const fold = spice.getByText("More about SPICE");
  await fold.click();
  await editor.choose(spice, "Encryption of channels", "Encrypted only");
  await expect(editor.problems).toHaveText(/Encryption is demanded \(every channel\)/);
  await fold.click();
  const mode = spice.getByRole("combobox", { name: "Encryption of channels" });
  await expect(mode).toBeHidden();
  await editor.problems.getByRole("button").click();
  await expect(mode).toBeFocused();
  await described(mode, /there is no TLS port/);
});

test("the protocol is switched by keyboard alone, from the machine's menu to the saved change", async ({ guest, as, api }) => {
  const machine = await guest({ name: "keys-display", on: false });
  const page = await as("admin");
  const list = new MachineList(page);
  const editor = new DisplayEditor(page);
  const focus = () => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.textContent ?? "");
  const tabTo = async (what: Locator, key = "Tab") => {
    for (let step = 0; step < 80; step++) {
      if (await what.evaluate((element) => element === document.activeElement)) return;
      await page.keyboard.press(key);
    }
    throw new Error(`The focus does not come to ${what}; it is on ${await focus()}.`);
  };
  await list.open("?q=keys-display");
  await page.keyboard.press("ArrowDown");
  await expect.poll(focus).toBe("keys-display");
  await page.keyboard.press("Shift+F10");
  await page.getByRole("menuitem", { name: "Display settings" }).press("Enter");
  await editor.ready();

  await tabTo(editor.protocol("VNC"));
  await page.keyboard.press("ArrowRight");
  await expect(editor.protocol("SPICE")).toBeChecked();
  await editor.plans("The display changes from VNC to SPICE.");
  const follow = editor.panel.getByRole("switch").first();
  await expect(follow).toBeChecked();
  await tabTo(follow);
  await page.keyboard.press("Space");
  await expect(follow).not.toBeChecked();
  await expect(editor.button("Save")).toBeEnabled();
  await tabTo(editor.panel.getByRole("tab", { name: "Summary" }), "Shift+Tab");
  await page.keyboard.press("ArrowRight");
  await page.keyboard.press("Enter");
  await expect(editor.panel.getByRole("region", { name: "Changes of the XML" })).toContainText("<graphics type='spice'");
  await tabTo(editor.button("Save"));
  await page.keyboard.press("Enter");
  await expect(editor.panel.getByRole("heading", { name: "Done" })).toBeVisible();
  await expect(editor.panel).toBeFocused();
  const { settings } = await new DisplayEditorApi(await api("admin"), machine.vm).state();
  expect(settings.graphics.map(({ type }) => type)).toEqual(["spice"]);
});

test.describe("a change made elsewhere while the form is open", () => {
  test("shows by itself where nothing was edited, and says so", async ({ spare, as }) => {
    const machine = await spare({ vncPort: 5986 });
    const editor = await editorAs(as, machine.vm);
    await machine.redefine({ vncPort: 5987 });
    await expect(editor.page.getByText("You see it as it is now.")).toBeVisible();
    await expect(editor.display("VNC").getByLabel("Port number", { exact: true })).toHaveValue("5987");
    await editor.page.getByRole("button", { name: "Dismiss" }).click();
    await expect(editor.page.getByText("You see it as it is now.")).toHaveCount(0);
  });

  test("waits for the person, who keeps what does not clash", async ({ spare, as, api }) => {
    const machine = await spare({ vncPort: 5988 });
    const editor = await editorAs(as, machine.vm);
    const vnc = editor.display("VNC");
    const port = vnc.getByLabel("Port number", { exact: true });
    await port.fill("5990");
    await editor.choose(vnc, "When another viewer comes", "Everybody shares");
    await expect(editor.button("Save")).toBeEnabled();
    await machine.redefine({ vncPort: 5989 });

    await expect(editor.page.getByText("This machine was changed elsewhere while you were editing")).toBeVisible();
    await expect(editor.button("Save")).toBeDisabled();
    await expect(port, "nothing is lost yet").toHaveValue("5990");
    await editor.page.getByRole("button", { name: "Load the new and keep my changes" }).click();
    await expect(editor.page.getByText("One of your changes met one of theirs, and theirs was kept")).toBeVisible();
    await expect(port).toHaveValue("5989");
    await editor.page.getByRole("button", { name: "VNC: Port" }).click();
    await expect(port).toBeFocused();
    await editor.plans(/^VNC sharing changes/);
    await editor.button("Save").click();
    await expect(editor.panel.getByRole("heading", { name: "Done" })).toBeVisible();
    const { settings } = await new DisplayEditorApi(await api("admin"), machine.vm).state();
    expect(settings.graphics).toMatchObject([{ port: 5989, sharePolicy: "force-shared" }]);
  });

  test("can win over what the person wanted", async ({ spare, as }) => {
    const machine = await spare({ vncPort: 5991 });
    const editor = await editorAs(as, machine.vm);
    await editor.fixPort("VNC", 5993);
    await machine.redefine({ vncPort: 5992 });
    await editor.page.getByRole("button", { name: "Discard mine" }).click();
    await expect(editor.display("VNC").getByLabel("Port number", { exact: true })).toHaveValue("5992");
    await editor.plans("Nothing is changed yet");
  });
});

test("edits are not lost without a question: by a link, Ctrl-K or Back", async ({ spare, as }) => {
  const machine = await spare({ name: "leave-me", vncPort: 5994 });
  const page = await as("admin");
  const editor = new DisplayEditor(page);
  await page.goto("hosts");
  const list = new MachineList(page);
  await page.getByRole("link", { name: "Machines", exact: true }).click();
  await list.search.fill("leave-me");
  await (await list.menuOf("leave-me")).getByRole("menuitem", { name: "Display settings" }).click();
  await editor.ready();
  const question = page.getByRole("alertdialog");
  const stay = async () => {
    await expect(question).toContainText("Leave without saving?");
    await question.getByRole("button", { name: "Cancel" }).click();
    await expect(question).toHaveCount(0);
    await expect(page).toHaveURL(new RegExp(`${machine.vm}/display$`));
    await expect(editor.protocol("None"), "the edit is still there").toBeChecked();
  };
  await editor.protocol("None").click();
  await page.getByRole("link", { name: "Hosts" }).click();
  await stay();
  await page.keyboard.press("Control+k");
  await page.keyboard.type("Hosts");
  await page.getByRole("option", { name: "Hosts" }).click();
  await stay();
  await page.goBack();
  await stay();
  await page.goBack();
  await question.getByRole("button", { name: "Leave" }).click();
  await expect(page.getByRole("heading", { name: "Machines", exact: true })).toBeVisible();
  await expect(list.search, "back to where one came from").toHaveValue("leave-me");

  await page.goForward();
  await editor.ready();
  await page.getByRole("link", { name: "Hosts" }).click();
  await expect(page.getByRole("heading", { name: "Hosts", exact: true }), "without edits nothing is asked").toBeVisible();
});

test("a change that waits says so in the list, on the console and here, until it is put back", async ({ spare, as }) => {
  const machine = await spare({ name: "waits", vncPort: 5995, on: true });
  const editor = await editorAs(as, machine.vm);
  const { page } = editor;
  const badge = "Takes effect after power-off";
  await editor.fixPort("VNC", 5996);
  await expect(editor.panel.getByRole("heading", { name: "After power-off and on" })).toBeVisible();
  await editor.button("Apply").click();
  await expect(editor.panel.getByRole("heading", { name: "Saved. It takes effect after power-off and on" })).toBeVisible();
  await expect(editor.button("Power off and on now")).toBeVisible();
  await expect(page.getByText(badge, { exact: true })).toBeVisible();
  await editor.button("Close").click();
  await expect(page.getByText("One change takes effect after power-off and on")).toBeVisible();
  await page.getByText("What waits").click();
  await expect(page.getByText("The VNC port changes from 5995 to 5996.").first()).toBeVisible();

  const list = new MachineList(page);
  await list.open("?q=waits");
  await expect(list.row("waits").getByText(badge)).toBeVisible();
  await page.goto(`vms/${machine.vm}`);
  await expect(page.getByRole("toolbar").getByText(badge).filter({ visible: true })).toBeVisible();

  await editor.open(machine.vm);
  const entry = editor.history.first();
  await expect(entry).toContainText("The VNC port changes from 5995 to 5996.");
  await expect(entry).toContainText("Waits for power-off");
  await expect(entry).toContainText("Ada");
  await entry.locator("summary").click();
  await expect(entry.getByRole("region", { name: "Changes of the XML" })).toContainText("port='5996'");
  await entry.getByRole("button", { name: "Go back to before this" }).click();
  const dialog = page.getByRole("dialog", { name: "Go back to before this change?" });
  await expect(dialog).toContainText("The VNC port changes from 5996 to 5995.");
  await dialog.getByRole("button", { name: "Restore", exact: true }).click();
  await expect(dialog).toHaveCount(0);
  await expect(editor.history).toHaveCount(2);
  await expect(editor.history.first()).toContainText("Earlier definition put back.");
  await expect(editor.display("VNC").getByLabel("Port number", { exact: true })).toHaveValue("5995");
  await expect(page.getByText(badge, { exact: true })).toHaveCount(0);
});

test("a machine's password is shown only on demand", async ({ guest, as }) => {
  const machine = await guest({ on: false, graphics: [{ type: "vnc", password: "hush1234" }] });
  const page = await as("admin");
  const bodies: Promise<string>[] = [];
  page.on("response", (response) => {
    if (/\/vms\//.test(response.url()) && !/screenshot/.test(response.url())) bodies.push(response.text().catch(() => ""));
  });
  const editor = new DisplayEditor(page);
  await editor.open(machine.vm);
  await editor.choose(editor.display("VNC"), "Keyboard layout", "de$");
  await expect(editor.button("Save")).toBeEnabled();
  await editor.panel.getByRole("tab", { name: "XML" }).click();
  await expect(editor.panel.getByRole("region", { name: "Changes of the XML" })).toContainText("keymap='de'");
  expect((await Promise.all(bodies)).filter((body) => body.includes("hush1234"))).toEqual([]);
  expect(await page.content()).not.toContain("hush1234");

  const field = editor.display("VNC").getByLabel("The password that is set");
  await expect(field).toHaveValue("");
  await page.getByRole("button", { name: "Show the password" }).click();
  await expect(field).toHaveValue("hush1234");
  await page.getByRole("button", { name: "Hide the password" }).click();
  await expect(field).toHaveValue("");
});

test("operators look and change nothing; users are told who may", async ({ spare, as }) => {
  const machine = await spare({ vncPort: 5997 });
  const operator = new DisplayEditor(await as("operator"));
  await operator.open(machine.vm);
  await expect(operator.page.getByText("You can look at these settings. Administrators can change them.")).toBeVisible();
  await expect(operator.protocol("SPICE")).toBeDisabled();
  await expect(operator.display("VNC").getByLabel("Port number", { exact: true })).toBeDisabled();
  await expect(operator.display("VNC").getByLabel("Port number", { exact: true })).toHaveValue("5997");
  for (const name of ["Add a screen device", "Add a serial console", "Add a GPU"]) {
    await expect(operator.page.getByRole("button", { name })).toBeDisabled();
  }
  await expect(operator.panel).toHaveCount(0);
  await expect(operator.page.getByRole("button", { name: "Show the password" })).toHaveCount(0);

  const user = await as("user");
  await user.goto(`vms/${machine.vm}/display`);
  await expect(user.getByRole("heading", { name: "Display settings are not shown to your role" })).toBeVisible();
  const list = new MachineList(user);
  await list.open(`?q=${machine.name}`);
  await expect((await list.menuOf(machine.name)).getByRole("menuitem", { name: "Display settings" })).toHaveCount(0);
});

test("a machine without a definition, and one that goes, are told as what they are", async ({ libvirt, spare, as, api }) => {
  const uri = libvirt.uriFor("test:///default");
  const uuid = "11111111-2222-4333-8444-0000000000d1";
  await withXmlFile(spareXml({ name: "transient-one", uuid, vncPort: 5998 }), (file) => libvirt.virsh(["create", file], { uri }));
  await untilState(await api("operator"), `${TEST_HOST}.${uuid}`, "running");
  const page = await as("admin");
  await page.goto(`vms/${TEST_HOST}.${uuid}/display`);
  await expect(page.getByRole("heading", { name: "This machine has no definition to change" })).toBeVisible();
  await expect(page.getByText("virsh define machine.xml")).toBeVisible();
  await libvirt.virsh(["destroy", uuid], { uri });

  const machine = await spare({ vncPort: 5999 });
  const editor = new DisplayEditor(page);
  await editor.open(machine.vm);
  await machine.undefine();
  await expect(page.getByRole("heading", { name: "This machine is no longer there" })).toBeVisible();
});

test("on a phone the count of changes stays in reach and leads to the plan", async ({ spare, somebody }) => {
  const machine = await spare({ vncPort: 6001 });
  const page = await (await somebody("admin")).page(phone);
  const editor = new DisplayEditor(page);
  await editor.open(machine.vm);
  const review = page.getByRole("button", { name: "Review" });
  await expect(review).toHaveCount(0);
  await editor.protocol("None").tap();
  await expect(page.getByText("1 change", { exact: true })).toBeInViewport();
  await review.tap();
  await expect(editor.panel).toBeInViewport();
  await expect(review).toBeHidden();
  await editor.button("Save").tap();
  await expect(editor.panel.getByRole("heading", { name: "Done" })).toBeInViewport();
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  expect(wide, "nothing is wider than the phone").toBe(0);
});

for (const [look, options] of Object.entries({ desktop: {}, phone })) {
  test(`axe finds nothing serious: ${look}`, async ({ spare, somebody }) => {
    test.slow();
    const machine = await spare({ vncPort: 6002, spicePort: 6003, serial: true, on: true });
    const page = await (await somebody("admin")).page({ reducedMotion: "reduce", ...options });
    const editor = new DisplayEditor(page);
    const clean = async (what: string) => expect.soft(await findings(page), what).toEqual([]);
    await editor.open(machine.vm);
    await page.getByText("More about SPICE").click();
    await page.getByText("Encryption of each channel").click();
    await clean("as it is");
    await editor.choose(editor.display("VNC"), "Password", "Set a new one");
    await editor.fixPort("VNC", 80);
    await expect(editor.problems).toHaveCount(1);
    await clean("with a problem");
    await editor.fixPort("VNC", 6004);
    await editor.protocol("VNC").click();
    await expect(editor.button("Apply")).toBeEnabled();
    await clean("with a plan");
    for (const tab of ["XML", "Commands"]) {
      await editor.panel.getByRole("tab", { name: tab }).click();
      await clean(tab);
    }
    await editor.button("Apply and restart now").click();
    await expect(page.getByRole("alertdialog")).toBeVisible();
    await clean("the question");
    await page.getByRole("button", { name: "Cancel" }).click();
    await editor.button("Apply").click();
    await expect(editor.button("Close")).toBeVisible();
    await clean("what came of it");
    await editor.button("Close").click();
    await editor.history.first().locator("summary").click();
    await expect(editor.history.first().getByRole("region", { name: "Changes of the XML" })).toBeVisible();
    await clean("the history");
    await editor.history.first().getByRole("button", { name: "Go back to before this" }).click();
    await expect(page.getByRole("button", { name: "Restore", exact: true })).toBeVisible();
    await clean("the way back");

    const operator = await (await somebody("operator")).page({ reducedMotion: "reduce", ...options });
    await new DisplayEditor(operator).open(machine.vm);
    expect.soft(await findings(operator), "for who may only look").toEqual([]);
  });
}

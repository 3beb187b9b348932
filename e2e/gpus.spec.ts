import { randomUUID } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "@playwright/test";
import type { Role } from "#server/contract/person.ts";
import { type MadeHost, madeHostFile } from "#server/hypervisors/gpus/fixtures/read.ts";
import type { PrivateLibvirtd } from "../demo/libvirtd.ts";
import { findings } from "./support/findings.ts";
import { expect, type OwnPortal, pageOf, test } from "./support/portal-test.ts";
import type { Stage } from "./support/stage.ts";

/** Machines of a host that was made by hand, beside those that its file has. */
const MACHINES: Partial<Record<MadeHost, string[]>> = { "amd-twins": ["studio", "render"], "nvidia-vgpu": ["studio"] };

/** A portal to hosts with GPUs, which libvirt's test driver plays: no such hardware is here. It keeps no driver of a device. */
async function portalTo(
  hosts: readonly MadeHost[],
  libvirt: PrivateLibvirtd,
  ownPortal: (hypervisors: string) => Promise<OwnPortal>,
): Promise<OwnPortal> {
  const uris = hosts.map((name) => {
    const file = join(libvirt.directory, `${name}.xml`);
    const domains = (MACHINES[name] ?? []).map(bare).join("");
    writeFileSync(file, readFileSync(madeHostFile(name), "utf8").replace("<node>", `<node>${domains}`), { mode: 0o644 });
    return `${name}=${libvirt.uriFor(`test://${file}`)}`;
  });
  return ownPortal(uris.join(", "));
}

/** Each connection to the test driver reads the file anew: without a UUID there a machine would have another in each. */
function bare(name: string): string {
  const devices = "<graphics type='vnc' port='-1' autoport='yes'/><video><model type='vga'/></video>";
  const rest = `<memory unit='MiB'>64</memory><os><type>hvm</type></os><devices>${devices}</devices>`;
  return `<domain type='test'><name>${name}</name><uuid>${randomUUID()}</uuid>${rest}</domain>`;
}

async function pageAs(role: Role, portal: OwnPortal, browser: Browser, stage: Stage): Promise<Page> {
  return (await pageOf(browser, portal.url, stage.people[role])).page;
}

const gpu = (page: Page, name: string) => page.getByRole("region", { name });

test("a host's GPUs are listed with what they are, whose, and what is missing", async ({ libvirt, ownPortal, browser, stage }) => {
  const portal = await portalTo(["nvidia-desktop", "no-iommu"], libvirt, ownPortal);
  const page = await pageAs("admin", portal, browser, stage);
  await page.goto("hosts");
  await page.locator(`a[href$="/hosts/nvidia-desktop/gpus"]`).click();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("GPUs of");
  await expect(page.getByText("The IOMMU is on.")).toBeVisible();

  const card = gpu(page, "GP104 [GeForce GTX 1080]");
  await expect(card).toContainText("NVIDIA Corporation");
  await expect(card).toContainText("0000:01:00.0");
  await expect(card).toContainText("In use");
  await expect(card.getByRole("link", { name: /^Release GP104 .* from .*gaming/ })).toHaveAttribute(
    "href",
    /\/vms\/nvidia-desktop\.[0-9a-f-]+\/display$/,
  );
  await expect(card).toContainText("GP104 High Definition Audio Controller");
  await expect(card.getByLabel("Its sound")).toBeVisible();
  await expect(card).toContainText("NVIDIA's vGPU manager does not run");
  await expect(card.getByRole("button", { name: /^Assign/ })).toHaveCount(0);
  expect(await findings(page)).toEqual([]);

  const console = gpu(page, "HD Graphics 630");
  await expect(console).toContainText("The host's own console");
  await expect(console.getByRole("button")).toHaveCount(0);

  await page.goto("hosts/no-iommu/gpus");
  await expect(page.getByText("The IOMMU is off.")).toBeVisible();
  await expect(page.getByText("Cannot be handed over")).toBeVisible();
});

test("the commands for the boot loader in use are at hand", async ({ libvirt, ownPortal, browser, stage }) => {
  const portal = await portalTo(["nvidia-desktop"], libvirt, ownPortal);
  const page = await pageAs("operator", portal, browser, stage);
  await page.goto("hosts/nvidia-desktop/gpus");
  await expect(page.getByRole("heading", { name: "Make the host ready" })).toBeVisible();
  const commands = page.locator("code[dir=ltr]");
  await expect(commands.filter({ hasText: "/etc/modprobe.d/vfio.conf" })).toContainText("ids=10de:10f0,10de:1b80");
  await expect(commands.filter({ hasText: "update-initramfs" })).toBeVisible();
  await expect(page.getByRole("button", { name: "GRUB 2" })).toHaveAttribute("aria-pressed", "true");
  // Who may only look is given nothing to change it with.
  await expect(page.getByRole("button", { name: /Assign|Make one/ })).toHaveCount(0);
});

test("from a GPU to the machine that is to have it, its whole group with it", async ({ libvirt, ownPortal, browser, stage }) => {
  const portal = await portalTo(["amd-twins"], libvirt, ownPortal);
  const page = await pageAs("admin", portal, browser, stage);
  await page.goto("hosts/amd-twins/gpus");
  const twins = page.getByRole("region", { name: "Ellesmere [Radeon RX 580]" });
  await expect(twins).toHaveCount(2);
  expect(await findings(page)).toEqual([]);
  await twins
    .filter({ hasText: "0000:0b:00.0" })
    .getByRole("button", { name: /^Assign/ })
    .click();
  const dialog = page.getByRole("dialog", { name: "Assign to a machine" });
  await expect(dialog).toContainText("The rest of IOMMU group 16 goes with it: ");
  await expect(dialog.getByRole("searchbox")).toBeFocused();
  expect(await findings(page)).toEqual([]);
  await page.keyboard.type("stu");
  await expect(dialog.getByRole("list", { name: "Machines" }).getByRole("link")).toHaveCount(1);
  await dialog.getByRole("link", { name: "studio" }).click();

  await expect(page).toHaveURL(/\/vms\/amd-twins\.[0-9a-f-]+\/display$/);
  await expect(page.getByText("0000:0b:00.0").first()).toBeVisible();
  await expect(page.getByText("0000:0b:00.1").first()).toBeVisible();
  await expect(page.getByRole("button", { name: /^Release Ellesmere/ })).toBeVisible();
});

test("kinds of virtual GPU are shown with what is free of them, and why one is not made", async ({
  libvirt,
  ownPortal,
  browser,
  stage,
}) => {
  const portal = await portalTo(["nvidia-vgpu"], libvirt, ownPortal);
  const page = await pageAs("admin", portal, browser, stage);
  await page.goto("hosts/nvidia-vgpu/gpus");
  const tesla = gpu(page, "GM204GL [Tesla M60]");
  await expect(tesla).toContainText("Cut into virtual GPUs");
  await expect(tesla).toContainText("15 free");
  await expect(tesla.getByRole("button", { name: "Make one: GRID M60-8Q" })).toBeDisabled();
  await expect(tesla).toContainText("4b20d080-1b54-4048-85b3-a6a62d165c01");
  await expect(tesla.getByRole("link", { name: /^Release GRID M60-0B from .*designer/ })).toBeVisible();
  expect(await findings(page)).toEqual([]);
  // libvirt's test driver makes no such device, and says so; the person is told.
  await tesla.getByRole("button", { name: "Make one: GRID M60-0B" }).click();
  await expect(page.getByRole("region", { name: "Notifications" }).getByText("GRID M60-0B was not made")).toBeVisible();
});

test("a host without a GPU says what would be here; who may not look is told", async ({ page, as, stage }) => {
  const admin = await as("admin");
  await admin.goto("hosts/spare/gpus");
  await expect(admin.getByText("This host has no GPU that libvirt knows")).toBeVisible();
  await admin.goto("hosts/nobody/gpus");
  await expect(admin.getByText("There is no such host")).toBeVisible();
  const user = await as("user");
  await user.goto("hosts/spare/gpus");
  await expect(user.getByText("You may not see the GPUs")).toBeVisible();
  await user.goto("hosts");
  await expect(user.getByText("GPUs", { exact: true })).toHaveCount(0);
  await page.goto(`${stage.url}hosts/spare/gpus`);
  await expect(page).toHaveURL(/sign-in\?next=/);
});

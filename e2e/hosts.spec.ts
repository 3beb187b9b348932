import { errorRow } from "#server/errors.ts";
import type { PrivateLibvirtd } from "../demo/libvirtd.ts";
import { MachineList } from "./support/machine-list.ts";
import { expect, pageOf, test } from "./support/portal-test.ts";
import { openTestDriver, SpareMachine } from "./support/spare-machine.ts";

/** A hypervisor that is down is shown as such, and holds up nothing. */

test("a hypervisor that hangs or dies is told with what is wrong; the others go on; it comes back by itself", async ({
  browser,
  ownLibvirt,
  ownPortal,
  stage,
}) => {
  test.slow();
  const [well, ill] = await Promise.all([ownLibvirt(), ownLibvirt()]);
  const portal = await ownPortal(`well=${well.uriFor("test:///default")}, ill=${ill.uriFor("test:///default")}`);
  const driver = await openTestDriver(well.socket);
  const machine = await SpareMachine.define(driver, { name: "on-the-well-one" });
  const { page, close } = await pageOf(browser, portal.url, stage.people.operator);
  const list = new MachineList(page);
  await list.open();
  const hosts = await page.context().newPage();
  await hosts.goto("hosts");
  const panels = hosts.getByRole("listitem");
  const panel = panels.filter({ hasText: ill.socket });
  await expect(hosts.getByText("Connected")).toHaveCount(2);
  const patiently = { timeout: 30_000 };

  const isTold = async () => {
    await expect(panel).toContainText("Unreachable", patiently);
    await expect(panel).toContainText(errorRow("host-unreachable").message);
    await expect(panel).toContainText(errorRow("host-unreachable").action);
    await expect(panel).toContainText("Last answered");
    await expect(hosts.getByText("Connected")).toHaveCount(1);
    await expect(page.getByRole("status").filter({ hasText: errorRow("host-unreachable").message })).toContainText(
      "One machine is shown as it was last seen.",
    );
    await expect(list.rows.filter({ hasText: "Unreachable" })).toHaveCount(1);
  };
  /** Through the API: what the page waits for. */
  const othersGoOn = async () => {
    const began = performance.now();
    const power = (action: string) =>
      page.request.post(`api/vms/well.${machine.uuid}/power`, { data: { action }, headers: { origin: new URL(portal.url).origin } });
    expect((await power("start")).status()).toBe(204);
    await list.shows("on-the-well-one", "Running");
    expect((await power("force-off")).status()).toBe(204);
    await list.shows("on-the-well-one", "Off");
    expect((await page.request.get("api/vms")).status()).toBe(200);
    return performance.now() - began;
  };
  const isBack = async () => {
    await expect(panel).toContainText("Connected", patiently);
    await expect(list.rows.filter({ hasText: "Unreachable" })).toHaveCount(0);
    await expect(page.getByText(errorRow("host-unreachable").message)).toHaveCount(0);
  };

  await hang(ill, async () => {
    await isTold();
    await othersGoOn();
  });
  await isBack();
  await ill.kill("SIGKILL");
  await isTold();
  await othersGoOn();
  await ill.restart();
  await isBack();
  driver.close();
  await close();
});

async function hang(libvirt: PrivateLibvirtd, meanwhile: () => Promise<void>): Promise<void> {
  await libvirt.kill("SIGSTOP");
  try {
    await meanwhile();
  } finally {
    await libvirt.kill("SIGCONT");
  }
}

test("a hypervisor that is not there from the start does not hold up the list", async ({ browser, libvirt, ownPortal, stage }) => {
  const portal = await ownPortal(`here=${libvirt.uriFor("test:///default")}, gone=qemu+unix:///session?socket=/nonexistent/libvirt-sock`);
  const { page, close } = await pageOf(browser, portal.url, stage.people.user);
  const list = new MachineList(page);
  await list.open();
  await list.shows("test", "Running");
  const notice = page.getByRole("status").filter({ hasText: "gone" });
  await expect(notice).toContainText(errorRow("host-unreachable").message);
  await notice.locator("xpath=..").getByRole("link", { name: "See hosts" }).click();
  await expect(page.getByText("Not reached so far")).toBeVisible();
  await expect(page.getByText("/nonexistent"), "where it is, is not for users").toHaveCount(0);
  await close();
});

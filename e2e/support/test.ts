import { type APIRequestContext, test as base, type Page } from "@playwright/test";
import type { Role } from "#server/contract/person.ts";
import { keepPrivateLibvirtd, type PrivateLibvirtd } from "../../demo/libvirtd.ts";
import { ConsoleView } from "./console-view.ts";
import { Desktop, type DesktopSpec } from "./desktop.ts";
import { Guest, type GuestSpec } from "./guest.ts";
import { signIn } from "./sign-in.ts";
import { readStage, type Stage } from "./stage.ts";

export { expect } from "@playwright/test";

type Fixtures = {
  /** Makes a machine for this test; it is removed afterwards. The portal lists it when this returns. */
  guest: (spec?: GuestSpec) => Promise<Guest>;
  /** The same for the desktop guest; ready within seconds, except the first with its spec. */
  desktop: (spec?: DesktopSpec) => Promise<Desktop>;
  /** A page of somebody who is signed in, in a browser context of their own. */
  as: (role: Role) => Promise<Page>;
  /** The API as somebody who is signed in. */
  api: (role: Role) => Promise<APIRequestContext>;
  /** The machine's page of the test's own page, signed in as operator. */
  consoleView: ConsoleView;
};
type Shared = {
  stage: Stage;
  /** The hypervisor's daemon; a test that kills or stops it has it run again before it ends. */
  libvirt: PrivateLibvirtd;
};

export const test = base.extend<Fixtures, Shared>({
  stage: [async ({ playwright: _ }, use) => use(readStage()), { scope: "worker" }],
  libvirt: [async ({ stage }, use) => use(await keepPrivateLibvirtd(stage.libvirtDirectory)), { scope: "worker" }],
  baseURL: async ({ stage }, use) => use(stage.url),

  guest: async ({ stage, libvirt, api }, use) => {
    const made: Guest[] = [];
    await use(async (spec = {}) => {
      const guest = await Guest.make(stage, libvirt, spec);
      made.push(guest);
      await listed(await api("operator"), stage, guest);
      return guest;
    });
    await Promise.all(made.map((guest) => guest.remove()));
  },

  desktop: async ({ stage, libvirt, api }, use) => {
    const made: Desktop[] = [];
    await use(async (spec) => {
      const desktop = await Desktop.make(stage, libvirt, spec);
      made.push(desktop);
      await listed(await api("operator"), stage, desktop.guest);
      return desktop;
    });
    await Promise.all(made.map((desktop) => desktop.remove()));
  },

  as: async ({ browser, stage, contextOptions, viewport, locale, timezoneId }, use) => {
    const contexts: { close(): Promise<void> }[] = [];
    await use(async (role) => {
      const context = await browser.newContext({ ...contextOptions, viewport, locale, timezoneId, baseURL: stage.url } as Parameters<
        typeof browser.newContext
      >[0]);
      contexts.push(context);
      await signIn(context, stage, role);
      return context.newPage();
    });
    await Promise.all(contexts.map((context) => context.close()));
  },

  api: async ({ playwright, stage }, use) => {
    const contexts = new Map<Role, APIRequestContext>();
    await use(async (role) => {
      const known = contexts.get(role);
      if (known) return known;
      const request = await playwright.request.newContext({ baseURL: stage.url, extraHTTPHeaders: { origin: new URL(stage.url).origin } });
      contexts.set(role, request);
      await signIn({ request }, stage, role);
      return request;
    });
    await Promise.all([...contexts.values()].map((context) => context.dispose()));
  },

  consoleView: async ({ page, stage }, use) => {
    await signIn(page.context(), stage, "operator");
    await use(new ConsoleView(page));
  },
});

/** libvirt tells the portal of a new machine; this waits until it has. */
async function listed(request: APIRequestContext, stage: Stage, guest: Guest): Promise<void> {
  const until = Date.now() + 30_000;
  while (!(await request.get(`${stage.url}api/vms/${guest.vm}`)).ok()) {
    if (Date.now() > until) throw new Error(`The portal does not list ${guest.name}.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { APIRequestContext, Browser, BrowserContextOptions, Page } from "@playwright/test";
import type { Role } from "#server/contract/person.ts";
import type { Connection } from "#server/libvirt/connection.ts";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "../../demo/libvirtd.ts";
import { type Portal, startPortal } from "../../demo/portal.ts";
import { Records } from "./records.ts";
import { openTestDriver, SpareMachine, type SpareSpec } from "./spare-machine.ts";
import type { SignIn, Stage } from "./stage.ts";
import { test as base, expect } from "./test.ts";

export { expect } from "./test.ts";

/** Somebody of this test only, whom no other test signs out or locks out. */
export type Somebody = SignIn & {
  /** Signed in, without a page. */
  api(): Promise<APIRequestContext>;
  /** Signed in, in a browser of their own. */
  page(options?: BrowserContextOptions): Promise<Page>;
};

/** A portal beside the stage's, with records of its own. */
export type OwnPortal = Portal & Pick<Stage, "stateDirectory" | "log"> & { records: Records };

type Fixtures = {
  somebody: (role: Role) => Promise<Somebody>;
  /** A machine of the test driver for this test; `on` starts it. The portal lists it when this returns. */
  spare: (spec?: SpareSpec & { on?: boolean }) => Promise<SpareMachine>;
  /** A hypervisor of this test's own. */
  ownLibvirt: () => Promise<PrivateLibvirtd>;
  /** A portal of this test's own; it knows the stage's people unless `empty`. `settings` are those of server/config.ts. */
  ownPortal: (hypervisors: string, options?: { empty?: boolean; settings?: Record<string, string> }) => Promise<OwnPortal>;
};
type Shared = { records: Records; testDriver: Connection };

/** The fixtures of test.ts, and those that tests of the portal itself need. */
export const test = base.extend<Fixtures, Shared>({
  records: [async ({ stage }, use) => use(new Records(stage)), { scope: "worker" }],
  testDriver: [
    async ({ libvirt }, use) => {
      const connection = await openTestDriver(libvirt.socket);
      await use(connection);
      connection.close();
    },
    { scope: "worker" },
  ],

  somebody: async ({ browser, playwright, stage, records }, use) => {
    const closers: (() => Promise<void>)[] = [];
    await use(async (role) => {
      const signIn = await records.addSomebody(role);
      const api = async () => {
        const request = await playwright.request.newContext({
          baseURL: stage.url,
          extraHTTPHeaders: { origin: new URL(stage.url).origin },
        });
        closers.push(() => request.dispose());
        await signInAs(request, stage.url, signIn);
        return request;
      };
      const page = async (options: BrowserContextOptions = {}) => {
        const { page, close } = await pageOf(browser, stage.url, signIn, options);
        closers.push(close);
        return page;
      };
      return { ...signIn, api, page };
    });
    await Promise.all(closers.map((close) => close()));
  },

  spare: async ({ testDriver, api }, use) => {
    const made: SpareMachine[] = [];
    await use(async ({ on = false, ...spec } = {}) => {
      const machine = await SpareMachine.define(testDriver, spec);
      made.push(machine);
      if (on) await machine.start();
      await untilState(await api("operator"), machine.vm, on ? "running" : "shutoff");
      return machine;
    });
    await Promise.all(made.map((machine) => machine.remove()));
  },

  ownLibvirt: async ({ playwright: _ }, use) => {
    const started: PrivateLibvirtd[] = [];
    await use(async () => {
      const libvirt = await startPrivateLibvirtd();
      started.push(libvirt);
      return libvirt;
    });
    await Promise.all(started.map((libvirt) => libvirt.stop()));
  },

  ownPortal: async ({ stage }, use) => {
    const closers: (() => Promise<void>)[] = [];
    await use(async (hypervisors, { empty = false, settings = {} } = {}) => {
      const scratch = mkdtempSync(join(tmpdir(), "oriel-e2e-own-"));
      const place = { stateDirectory: join(scratch, "state"), log: join(scratch, "portal.log") };
      const records = new Records(place);
      if (!empty) await records.addPeople(stage.people);
      const portal = await startPortal({
        log: place.log,
        basePath: process.env.ORIEL_BASE_PATH ?? "",
        settings: { ORIEL_LISTEN: "127.0.0.1:0", ORIEL_STATE_DIR: place.stateDirectory, ORIEL_HYPERVISORS: hypervisors, ...settings },
      });
      closers.push(async () => {
        await portal.stop();
        rmSync(scratch, { recursive: true, force: true });
      });
      return { ...portal, ...place, records };
    });
    await Promise.all(closers.map((close) => close()));
  },
});

/** A page of somebody who is signed in at a portal, in a browser context of its own. */
export async function pageOf(
  browser: Browser,
  url: string,
  signIn: SignIn,
  options: BrowserContextOptions = {},
): Promise<{ page: Page; close(): Promise<void> }> {
  const context = await browser.newContext({
    viewport: { width: 1440, height: 900 },
    locale: "en-US",
    timezoneId: "UTC",
    baseURL: url,
    ...options,
  });
  await signInAs(context.request, url, signIn);
  return { page: await context.newPage(), close: () => context.close() };
}

/** Signs somebody in without a page: the context has the cookie from then on. */
export async function signInAs(request: APIRequestContext, url: string, { email, password }: SignIn): Promise<void> {
  const answer = await request.post(`${url}api/auth/sign-in/email`, {
    data: { email, password },
    headers: { origin: new URL(url).origin },
  });
  expect(answer.status(), await answer.text()).toBe(200);
}

/** Waits until the portal knows that a machine is in a state; "gone": that there is none. */
export async function untilState(request: APIRequestContext, vm: string, state: string): Promise<void> {
  const known = async () => {
    const answer = await request.get(`api/vms/${vm}`);
    return answer.ok() ? (await answer.json()).state : "gone";
  };
  await expect.poll(known, { message: `the portal's state of ${vm}`, intervals: [20, 50, 100] }).toBe(state);
}

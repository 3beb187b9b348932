import type { Role } from "#server/contract/person.ts";
import type { GuestImages } from "../../demo/guests/build.ts";

/** Somebody who can sign in. */
export type SignIn = { email: string; password: string; name: string };

/** What is set up once for a run: a hypervisor of its own, a portal to it, and a person of each role. */
export type Stage = {
  /** The portal's address, with a slash at the end. */
  url: string;
  /** The process that holds relay and web. */
  portalPid: number;
  /** The portal's database and secret. */
  stateDirectory: string;
  /** What the portal has said. */
  log: string;
  /** Of the private libvirt daemon; its guests' files are below `images`. */
  libvirtDirectory: string;
  images: GuestImages;
  kvm: boolean;
  people: Record<Role, SignIn>;
};

/** The key of the hypervisor with real machines, and of libvirt's test driver beside it. */
export const REAL_HOST = "local";
export const TEST_HOST = "spare";

const VARIABLE = "ORIEL_E2E_STAGE";

/** Hands the stage to the processes that run the tests. */
export function announceStage(stage: Stage): void {
  process.env[VARIABLE] = JSON.stringify(stage);
}

/** The stage that global-setup.ts has set up. */
export function readStage(): Stage {
  const text = process.env[VARIABLE];
  if (!text) throw new Error("There is no stage: run the tests with e2e/playwright.config.ts.");
  return JSON.parse(text) as Stage;
}

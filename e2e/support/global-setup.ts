import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { addPerson } from "#server/access/people.ts";
import type { Role } from "#server/contract/person.ts";
import { openStore } from "#server/store/open.ts";
import { buildGuests, guests as guestNames, publishGuests } from "../../demo/guests/build.ts";
import { kvmWorks } from "../../demo/kvm.ts";
import { startPrivateLibvirtd } from "../../demo/libvirtd.ts";
import { startPortal } from "../../demo/portal.ts";
import { whenWeEnd } from "../../demo/when-we-end.ts";
import { announceStage, REAL_HOST, type SignIn, TEST_HOST } from "./stage.ts";

const people: Record<Role, SignIn> = {
  admin: { name: "Ada", email: "ada@oriel.example", password: "ada likes lighthouses" },
  operator: { name: "Otto", email: "otto@oriel.example", password: "otto likes harbours" },
  user: { name: "Uma", email: "uma@oriel.example", password: "uma likes windows" },
};

/** Sets the stage for the whole run. What it returns takes it down; if this process is killed, everything ends by itself. */
export default async function setUp(): Promise<() => Promise<void>> {
  if (!existsSync(join(import.meta.dirname, "../../.next/BUILD_ID"))) throw new Error("There is no build to test: npm run build");
  const guests = await buildGuests(guestNames, (text) => console.log(`The guests: ${text} ...`));
  const libvirt = await startPrivateLibvirtd();
  const scratch = mkdtempSync(join(tmpdir(), "oriel-e2e-"));
  const leftover = whenWeEnd('rm -rf "$1"', scratch);
  const stateDirectory = join(scratch, "state");
  const log = join(scratch, "portal.log");
  await addPeople(stateDirectory);
  const portal = await startPortal({
    log,
    basePath: process.env.ORIEL_BASE_PATH ?? "",
    settings: {
      ORIEL_LISTEN: "127.0.0.1:0",
      ORIEL_STATE_DIR: stateDirectory,
      ORIEL_HYPERVISORS: `${REAL_HOST}=${libvirt.uri}, ${TEST_HOST}=${libvirt.uriFor("test:///default")}`,
    },
  });
  const images = await publishGuests(guests, join(libvirt.directory, "images"));
  announceStage({
    url: portal.url,
    portalPid: portal.pid,
    stateDirectory,
    log,
    libvirtDirectory: libvirt.directory,
    images,
    kvm: await kvmWorks({ virsh: (...args) => libvirt.virsh(args) }, images),
    people,
  });
  return async () => {
    await portal.stop();
    await libvirt.stop();
    leftover.cancel();
    rmSync(scratch, { recursive: true, force: true });
  };
}

async function addPeople(stateDirectory: string): Promise<void> {
  const store = await openStore(stateDirectory);
  for (const [role, signIn] of Object.entries(people)) await addPerson(store, { ...signIn, role: role as Role });
  await store.close();
}

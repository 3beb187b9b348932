import { setTimeout as sleep } from "node:timers/promises";
import { domainXml } from "./domain-xml.ts";
import type { GuestImages } from "./guests/build.ts";
import { withXmlFile } from "./xml-file.ts";

const NAME = "oriel-demo-kvm-trial";
const DEADLINE_MS = 20_000;

/**
 * Whether guests really run with KVM on a libvirt daemon: one is started that switches itself off when it has booted, a second or so.
 * That /dev/kvm is there says little, and that QEMU starts with it not much more: there are hosts on which the guest's processor then
 * stands still, or lacks what the host's has.
 */
export async function kvmWorks({ virsh }: { virsh(...args: string[]): Promise<string> }, images: GuestImages<"tiny">): Promise<boolean> {
  const xml = domainXml({ name: NAME, guest: "tiny", image: images.tiny, kvm: true, graphics: [], commandLine: "oriel.trial" });
  try {
    await withXmlFile(xml, (file) => virsh("define", file));
    await virsh("start", NAME);
    return await switchesItselfOff(() => virsh("domstate", NAME, "--reason"));
  } catch {
    return false;
  } finally {
    await virsh("destroy", NAME).catch(() => {});
    await virsh("undefine", NAME).catch(() => {});
  }
}

async function switchesItselfOff(state: () => Promise<string>): Promise<boolean> {
  const until = Date.now() + DEADLINE_MS;
  while (Date.now() < until) {
    const now = (await state()).trim();
    if (now.startsWith("shut off")) return now === "shut off (shutdown)";
    await sleep(100);
  }
  return false;
}

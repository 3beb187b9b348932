import { setTimeout as sleep } from "node:timers/promises";
import { withXmlFile } from "./xml-file.ts";

const NAME = "oriel-demo-kvm-trial";
const XML = `<domain type='kvm'>
  <name>${NAME}</name>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type></os>
  <devices><memballoon model='none'/></devices>
</domain>`;

/**
 * Whether guests really run with KVM on a libvirt daemon: a machine with nothing in it is started, and must still run a moment later.
 * That /dev/kvm is there says little: the processor's help may be missing, or the right to use it.
 */
export async function kvmWorks({ virsh }: { virsh(...args: string[]): Promise<string> }): Promise<boolean> {
  try {
    await withXmlFile(XML, (file) => virsh("create", file));
  } catch {
    return false;
  }
  await sleep(500);
  const state = await virsh("domstate", NAME).catch(() => "");
  await virsh("destroy", NAME).catch(() => {});
  return state.trim() === "running";
}

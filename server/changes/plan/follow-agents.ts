import type { FollowContext, Proposal } from "./follow-context.ts";
import { hasUsb, hasVirtio } from "./machine-facts.ts";
import { fitsUsb } from "./usb-ports.ts";

/** How many USB devices can be redirected where SPICE comes: as virt-manager has it. */
const REDIRECTIONS = 2;

/** What the guest talks over to SPICE's client, or to QEMU where VNC stands in. What the person changed is left as they want it. */
export function followAgents(context: FollowContext): Proposal[] {
  const { before, wanted } = context;
  if (before.spiceAgent !== wanted.spiceAgent || before.vncAgent !== wanted.vncAgent) return [];
  if (context.leaves.has("spice")) return whenSpiceLeaves(context);
  if (context.has.has("spice")) return whenSpiceServes(context);
  return whenNobodyServes(context);
}

function whenSpiceLeaves(context: FollowContext): Proposal[] {
  const { wanted, options, declined, has } = context;
  if (!wanted.spiceAgent) return [];
  const proposals: Proposal[] = [];
  const convertible = has.has("vnc") && !wanted.vncAgent && options.channelTypes.includes("qemu-vdagent");
  if (convertible) {
    proposals.push({
      id: "vnc-agent",
      action: "convert",
      required: false,
      values: { before: "spicevmc", after: "qemu-vdagent" },
      settings: (settings) => ({ ...settings, spiceAgent: false, vncAgent: true }),
    });
  }
  if (convertible && !declined.includes("vnc-agent")) return proposals;
  return [
    ...proposals,
    {
      id: "spice-agent",
      action: "remove",
      required: true,
      values: { before: "spicevmc", after: "" },
      settings: (settings) => ({ ...settings, spiceAgent: false }),
    },
  ];
}

function whenSpiceServes({ wanted, options, comes, leaves, has }: FollowContext): Proposal[] {
  const settings: Proposal["settings"] = (present) => ({ ...present, spiceAgent: true, vncAgent: false });
  if (wanted.vncAgent && !wanted.spiceAgent && !has.has("vnc") && (comes.has("spice") || leaves.has("vnc"))) {
    return [{ id: "spice-agent", action: "convert", required: false, values: { before: "qemu-vdagent", after: "spicevmc" }, settings }];
  }
  if (!comes.has("spice") || wanted.spiceAgent || wanted.vncAgent || !hasVirtio(options)) return [];
  return [{ id: "spice-agent", action: "add", required: false, values: { before: "", after: "spicevmc" }, settings }];
}

function whenNobodyServes({ wanted, leaves, has }: FollowContext): Proposal[] {
  if (!wanted.vncAgent || !leaves.has("vnc") || has.has("vnc")) return [];
  return [
    {
      id: "vnc-agent",
      action: "remove",
      required: false,
      values: { before: "qemu-vdagent", after: "" },
      settings: (settings) => ({ ...settings, vncAgent: false }),
    },
  ];
}

/** USB devices and folders of the person who looks on. */
export function followSharing(context: FollowContext): Proposal[] {
  const { domain, before, wanted, comes, leaves } = context;
  const proposals: Proposal[] = [];
  if (before.usbRedirection === wanted.usbRedirection) {
    const change = (after: number): Pick<Proposal, "values" | "settings"> => ({
      values: { before: wanted.usbRedirection, after },
      settings: (settings) => ({ ...settings, usbRedirection: after }),
    });
    if (leaves.has("spice") && wanted.usbRedirection > 0) {
      proposals.push({ id: "usb-redirection", action: "remove", required: true, ...change(0) });
    }
    if (comes.has("spice") && wanted.usbRedirection === 0 && fitsUsb(domain)) {
      proposals.push({ id: "usb-redirection", action: "add", required: false, ...change(REDIRECTIONS) });
    }
  }
  if (leaves.has("spice") && wanted.folderSharing && before.folderSharing) {
    proposals.push({
      id: "folder-sharing",
      action: "remove",
      required: true,
      values: { before: "spiceport", after: "" },
      settings: (settings) => ({ ...settings, folderSharing: false }),
    });
  }
  return proposals;
}

/** VNC's pointer has no other way to know where it is. */
export function followTablet({ domain, before, wanted, options, comes }: FollowContext): Proposal[] {
  if (!comes.has("vnc") || before.tablet !== wanted.tablet || wanted.tablet) return [];
  const bus = fitsUsb(domain) ? "usb" : "virtio";
  if (bus === "virtio" && (hasUsb(domain) || !hasVirtio(options))) return [];
  return [
    {
      id: "tablet",
      action: "add",
      required: false,
      values: { before: "", after: bus },
      settings: (settings) => ({ ...settings, tablet: true }),
    },
  ];
}

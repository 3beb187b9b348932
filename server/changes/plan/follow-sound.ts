import { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import { spiceAudio, spicePortName, spicePorts, spiceSmartcards } from "./device-kinds.ts";
import type { Domain } from "./domain.ts";
import type { FollowContext, Proposal } from "./follow-context.ts";
import { isX86 } from "./machine-facts.ts";
import { forgetRepeat } from "./write-serials.ts";

/** A sound card where SPICE comes, and what sound is played to. */
export function followSound(context: FollowContext): Proposal[] {
  if (context.leaves.has("spice")) return silence(context);
  return context.comes.has("spice") ? voice(context) : [];
}

function silence({ domain }: FollowContext): Proposal[] {
  if (spiceAudio(domain).length === 0) return [];
  return [
    {
      id: "audio-backend",
      action: "convert",
      required: true,
      values: { before: "spice", after: "none" },
      edit: (edited) => {
        for (const audio of spiceAudio(edited)) audio.set("type", "none");
      },
    },
  ];
}

function voice({ domain, before, wanted, options, declined }: FollowContext): Proposal[] {
  const proposals: Proposal[] = [];
  const model = soundModel(options.arch, options.machineType, options.soundModels);
  const without = before.sound.length === 0 && wanted.sound.length === 0;
  if (without && model !== null) {
    proposals.push({
      id: "sound",
      action: "add",
      required: false,
      values: { before: "", after: model },
      settings: (settings) => ({ ...settings, sound: [{ key: null, model }] }),
    });
  }
  const sounds = wanted.sound.length > 0 || (proposals.length > 0 && !declined.includes("sound"));
  return sounds ? [...proposals, ...backend(domain)] : proposals;
}

function soundModel(arch: string, machineType: string, known: readonly string[]): string | null {
  if (!isX86(arch) || machineType === "isapc") return null;
  const model = machineType.includes("q35") ? "ich9" : "ich6";
  return known.length === 0 || known.includes(model) ? model : null;
}

/** Without an `<audio>` libvirt chooses by the last `<graphics>`; the one it wrote for VNC says "none". */
function backend(domain: Domain): Proposal[] {
  const present = domain.all("audio");
  if (present.length > 0 && (present[0]?.get("type") !== "none" || spiceAudio(domain).length > 0)) return [];
  const convert = present.length > 0;
  return [
    {
      id: "audio-backend",
      action: convert ? "convert" : "add",
      required: false,
      values: { before: convert ? "none" : "", after: "spice" },
      edit: (edited) => {
        const [audio] = edited.all("audio");
        if (audio) audio.set("type", "spice");
        else edited.add(XmlElement.make("audio", { id: "1", type: "spice" }));
      },
    },
  ];
}

/** Devices that only SPICE can serve, and that the settings do not speak of. */
export function followSpiceOnly({ domain, leaves }: FollowContext): Proposal[] {
  if (!leaves.has("spice")) return [];
  const proposals: Proposal[] = [];
  if (spiceSmartcards(domain).length > 0) {
    proposals.push({
      id: "smartcard",
      action: "remove",
      required: true,
      values: { before: "spicevmc", after: "" },
      edit: (edited) => {
        for (const device of spiceSmartcards(edited)) edited.remove(device);
      },
    });
  }
  const [port] = spicePorts(domain);
  if (port) {
    const stays = isLine(port);
    proposals.push({
      id: "spice-port",
      action: stays ? "convert" : "remove",
      required: true,
      values: { name: spicePortName(port), before: port.get("type") ?? "", after: stays ? "pty" : "" },
      edit: (edited) => {
        for (const device of spicePorts(edited)) leaveSpice(edited, device);
      },
    });
  }
  return proposals;
}

/** A serial line stays one, and can be opened by libvirt from then on; a channel of the guest's has nobody to talk to. */
function leaveSpice(domain: Domain, device: XmlElement): void {
  if (!isLine(device)) {
    domain.remove(device);
    return;
  }
  forgetRepeat(domain, device);
  device.set("type", "pty");
  domain.drop(device, "source", "protocol");
}

function isLine(device: XmlElement): boolean {
  return device.name === "serial" || device.name === "console";
}

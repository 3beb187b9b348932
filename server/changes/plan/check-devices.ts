import type { FollowId } from "#server/contract/display-plan.ts";
import type { SerialSettings } from "#server/contract/display-settings.ts";
import { type CheckContext, type Problem, problem, where } from "./check-context.ts";
import { isAbsolute } from "./check-graphics.ts";
import { hostDeviceName } from "./describe-devices.ts";
import { folderChannels, spiceAgents, spiceAudio, spicePorts, spiceSmartcards, usbRedirections } from "./device-kinds.ts";
import { hasUsb } from "./machine-facts.ts";
import { fitsUsb } from "./usb-ports.ts";

/** Guest sides by element, as libvirt knows them ("unknown target type 'virtio' specified for character device" for the others). */
const TARGETS = {
  serial: ["isa-serial", "usb-serial", "pci-serial", "spapr-vio-serial", "system-serial", "sclp-serial", "isa-debug"],
  console: ["serial", "virtio", "sclp", "sclplm", "xen", "lxc", "uml", "openvz"],
};

/** What keeps that which hangs on the displays from being as it is wanted. */
export function checkDevices(context: CheckContext): Problem[] {
  const { wanted, options } = context;
  const sounds = options.soundModels;
  return [
    ...wanted.sound.flatMap(({ model }, index) =>
      where(sounds.length > 0 && !sounds.includes(model) && problem("sound-unknown", ["sound", index, "model"], { model })),
    ),
    ...wanted.serials.flatMap((_, index) => checkSerial(context, index)),
    ...checkHostDevices(context),
    ...checkAgents(context),
    ...checkUsb(context),
    ...leftBehind(context),
  ];
}

function checkSerial({ before, wanted, options }: CheckContext, index: number): Problem[] {
  const line = wanted.serials[index];
  if (!line) return [];
  const path = ["serials", index];
  const old = before.serials.find(({ key, element }) => key !== null && key === line.key && element === line.element);
  const { source, target, log } = line;
  const repeats =
    line.element === "console" && (target ?? "serial") === "serial" && wanted.serials.some(({ element }) => element === "serial");
  return where(
    target !== null && !isKnownTarget(line, options.serialTargets) && problem("serial-target-unknown", [...path, "target"], { target }),
    source !== "pty" && source !== old?.source && problem("serial-source-unsupported", [...path, "source"], { source }),
    repeats && problem("console-repeats-serial", path),
    log !== null && !isAbsolute(log) && problem("log-path", [...path, "log"], { path: log }),
  );
}

function isKnownTarget({ element, target }: SerialSettings, listed: readonly string[]): boolean {
  const known = TARGETS[element].includes(target ?? "");
  return known && (listed.length === 0 || target === "serial" || listed.includes(target ?? ""));
}

function checkHostDevices({ wanted }: CheckContext): Problem[] {
  const names = wanted.hostDevices.map(hostDeviceName);
  return wanted.hostDevices.flatMap((device, index) =>
    where(
      names.indexOf(names[index] ?? "") !== index && problem("host-device-twice", ["hostDevices", index], { device: names[index] ?? "" }),
      device.type === "mdev" &&
        device.display &&
        wanted.graphics.length === 0 &&
        problem("host-device-display-alone", ["hostDevices", index, "display"]),
    ),
  );
}

function checkAgents({ before, wanted, options }: CheckContext): Problem[] {
  const types = options.channelTypes;
  const fresh = wanted.vncAgent && !before.vncAgent;
  return where(
    wanted.spiceAgent && wanted.vncAgent && problem("agents-both", [before.vncAgent ? "spiceAgent" : "vncAgent"]),
    fresh && types.length > 0 && !types.includes("qemu-vdagent") && problem("vnc-agent-unsupported", ["vncAgent"]),
  );
}

function checkUsb({ definition, before, wanted }: CheckContext): Problem[] {
  if (fitsUsb(definition)) return [];
  return where(
    wanted.usbRedirection > before.usbRedirection && problem("usb-ports", ["usbRedirection"]),
    wanted.tablet && !before.tablet && hasUsb(definition) && problem("usb-ports", ["tablet"]),
  );
}

/** libvirt: "chardev 'spicevmc' not supported without spice graphics", "Spice audio is not supported without spice graphics". */
function leftBehind({ after, wanted }: CheckContext): Problem[] {
  if (wanted.graphics.some(({ type }) => type === "spice")) return [];
  const left: [FollowId, string[], unknown[]][] = [
    ["spice-agent", ["spiceAgent"], spiceAgents(after)],
    ["usb-redirection", ["usbRedirection"], usbRedirections(after)],
    ["folder-sharing", ["folderSharing"], folderChannels(after)],
    ["smartcard", ["graphics"], spiceSmartcards(after)],
    ["audio-backend", ["graphics"], spiceAudio(after)],
    ["spice-port", ["graphics"], spicePorts(after)],
  ];
  return left.flatMap(([device, path, devices]) => where(devices.length > 0 && problem("spice-left-behind", path, { device })));
}

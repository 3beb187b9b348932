import type { DisplaySettings, HostDeviceSettings, SerialSettings, VideoSettings } from "#server/contract/display-settings.ts";
import { spicePortName, spicePorts, spiceSmartcards } from "./device-kinds.ts";
import type { Domain } from "./domain.ts";
import { pairs } from "./pairs.ts";
import { fieldChanges, said, type Told } from "./told.ts";
import { SIZES } from "./write-video.ts";

/** What differs between two definitions' video devices. */
export function describeVideo(before: readonly VideoSettings[], after: readonly VideoSettings[]): Told[] {
  return pairs(before, after, ({ model }) => model).flatMap(({ old, fresh, place }): Told[] => {
    if (!old) return fresh ? [{ code: "video.added", path: ["video", place ?? 0], values: { model: fresh.model } }] : [];
    if (!fresh) return [{ code: "video.removed", path: ["video"], values: { model: old.model } }];
    const path = ["video", place ?? 0];
    const { model } = fresh;
    // That another model does not have the old one's sizes goes without saying.
    const told = SIZES.filter((size) => old.model === model || fresh[size] !== null);
    const sizes = told.map((size) => [`video.${size}`, size, said(old[size]), said(fresh[size])] as const);
    return [
      ...fieldChanges(path, {}, [["video.model", "model", old.model, model]]),
      ...fieldChanges(path, { model }, [
        ...sizes,
        ["video.heads", "heads", said(old.heads), said(fresh.heads)],
        ["video.primary", "primary", said(old.primary), said(fresh.primary)],
        ["video.accel3d", "accel3d", said(old.accel3d), said(fresh.accel3d)],
      ]),
    ];
  });
}

/** What differs in what hangs on the displays. */
export function describeDevices(before: Domain, after: Domain, old: DisplaySettings, fresh: DisplaySettings): Told[] {
  const flags = [
    ["spice-agent", "spiceAgent"],
    ["vnc-agent", "vncAgent"],
    ["tablet", "tablet"],
    ["folder-sharing", "folderSharing"],
  ] as const;
  return [
    ...soundChanges(old, fresh),
    ...fieldChanges([], {}, [["audio.backend", "audio", audioText(before), audioText(after)]]),
    ...flags.flatMap(([device, name]) => presence(device, [name], Number(old[name]), Number(fresh[name]))),
    ...fieldChanges([], {}, [["usb-redirection", "usbRedirection", old.usbRedirection, fresh.usbRedirection]]),
    ...presence("smartcard", [], spiceSmartcards(before).length, spiceSmartcards(after).length),
    ...portChanges(before, after),
    ...serialChanges(old.serials, fresh.serials),
    ...hostDeviceChanges(old.hostDevices, fresh.hostDevices),
  ];
}

function presence(device: string, path: string[], before: number, after: number): Told[] {
  if (before === after) return [];
  return [{ code: after > before ? "device.added" : "device.removed", path, values: { device } }];
}

function audioText(domain: Domain): string {
  return domain
    .all("audio")
    .map((audio) => audio.get("type") ?? "")
    .join(", ");
}

function soundChanges({ sound: before }: DisplaySettings, { sound: after }: DisplaySettings): Told[] {
  return pairs(before, after, ({ model }) => model).flatMap(({ old, fresh, place }): Told[] => {
    if (!old) return fresh ? [{ code: "sound.added", path: ["sound", place ?? 0], values: { model: fresh.model } }] : [];
    if (!fresh) return [{ code: "sound.removed", path: ["sound"], values: { model: old.model } }];
    return fieldChanges(["sound", place ?? 0], {}, [["sound.model", "model", old.model, fresh.model]]);
  });
}

function portChanges(before: Domain, after: Domain): Told[] {
  const [old, fresh] = [spicePorts(before).map(spicePortName), spicePorts(after).map(spicePortName)];
  const told = (code: "spice-port.added" | "spice-port.removed") => (name: string) => ({ code, path: [], values: { name } });
  return [
    ...old.filter((name) => !fresh.includes(name)).map(told("spice-port.removed")),
    ...fresh.filter((name) => !old.includes(name)).map(told("spice-port.added")),
  ];
}

function serialChanges(before: readonly SerialSettings[], after: readonly SerialSettings[]): Told[] {
  const nameOf = ({ element, target, source }: SerialSettings) => [element, target, source].join();
  const values = ({ element, target, source }: SerialSettings) => ({ element, target: said(target), source });
  return pairs(before, after, nameOf).flatMap(({ old, fresh, place }): Told[] => {
    const path = ["serials", place ?? 0];
    if (!old) return fresh ? [{ code: "serial.added", path, values: values(fresh) }] : [];
    if (!fresh) return [{ code: "serial.removed", path: ["serials"], values: values(old) }];
    if (old.element !== fresh.element) {
      return [
        { code: "serial.removed", path: ["serials"], values: values(old) },
        { code: "serial.added", path, values: values(fresh) },
      ];
    }
    return fieldChanges(path, { element: fresh.element }, [
      ["serial.source", "source", old.source, fresh.source],
      ["serial.target", "target", said(old.target), said(fresh.target)],
      ["serial.log", "log", said(old.log), said(fresh.log)],
    ]);
  });
}

/** What a device of the host is called in a change's values. */
export function hostDeviceName(device: HostDeviceSettings): string {
  return device.type === "pci" ? device.address : device.uuid;
}

function hostDeviceChanges(before: readonly HostDeviceSettings[], after: readonly HostDeviceSettings[]): Told[] {
  const values = (device: HostDeviceSettings) => ({ type: device.type, device: hostDeviceName(device) });
  return pairs(before, after, hostDeviceName).flatMap(({ old, fresh, place }): Told[] => {
    const path = ["hostDevices", place ?? 0];
    if (old && fresh && hostDeviceName(old) === hostDeviceName(fresh)) {
      const shown = (device: HostDeviceSettings) => said(device.type === "mdev" && device.display);
      return fieldChanges(path, { device: hostDeviceName(fresh) }, [["host-device.display", "display", shown(old), shown(fresh)]]);
    }
    const gone: Told[] = old ? [{ code: "host-device.removed", path: ["hostDevices"], values: values(old) }] : [];
    return fresh ? [...gone, { code: "host-device.added", path, values: values(fresh) }] : gone;
  });
}

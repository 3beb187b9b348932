import type { VideoModelOption } from "#server/contract/display-options.ts";
import type {
  DisplaySettings,
  GraphicsSettings,
  HostDeviceSettings,
  ListenSetting,
  SerialSettings,
  VideoSettings,
} from "#server/contract/display-settings.ts";

/** Makes settings into the ones that a person wants. */
export type Edit = (settings: DisplaySettings) => DisplaySettings;

type ListName = "graphics" | "video" | "sound" | "serials" | "hostDevices";

/** Changes one element of a list. */
export function setItem<N extends ListName>(name: N, index: number, change: Partial<DisplaySettings[N][number]>): Edit {
  return (settings) => ({ ...settings, [name]: settings[name].map((item, place) => (place === index ? { ...item, ...change } : item)) });
}

export function removeItem(name: ListName, index: number): Edit {
  return (settings) => ({ ...settings, [name]: settings[name].filter((_, place) => place !== index) });
}

/** A display of the definition; fields that only one type has go with the type. */
export function setGraphics(index: number, change: Partial<GraphicsSettings>): Edit {
  return setItem("graphics", index, change as Partial<DisplaySettings["graphics"][number]>);
}

/** A display's port. Of a SPICE display's two ports libvirt gives out both or none: where one is fixed, the other is not given out. */
export function setPort(index: number, port: number | null): Edit {
  return (settings) => {
    const display = settings.graphics[index];
    if (display?.type !== "spice") return setGraphics(index, { port })(settings);
    const { tlsPort } = display;
    const mixed = port === null ? typeof tlsPort === "number" : tlsPort === "auto";
    return setGraphics(index, { port, ...(mixed && { tlsPort: port === null ? "auto" : null }) })(settings);
  };
}

/** A SPICE display's port with TLS; `free`: the port that it gets beside it where none is fixed yet. */
export function setTlsPort(index: number, tlsPort: number | "auto" | null, free: number): Edit {
  return (settings) => {
    const display = settings.graphics[index];
    if (display?.type !== "spice") return settings;
    if (tlsPort === "auto") return setGraphics(index, { tlsPort, port: null })(settings);
    if (typeof tlsPort !== "number" || display.port !== null) return setGraphics(index, { tlsPort })(settings);
    return setGraphics(index, { tlsPort, port: free === tlsPort ? free + 1 : free })(settings);
  };
}

/** Another video device; the first one is the primary. */
export function addVideo(model: string): Edit {
  return (settings) => ({ ...settings, video: [...settings.video, { ...plainVideo(model), primary: settings.video.length === 0 }] });
}

function plainVideo(model: string): VideoSettings {
  return { key: null, model, ram: null, vram: null, vram64: null, vgamem: null, heads: null, primary: false, accel3d: false };
}

/** Gives a video device another model; what the model does not have goes back to libvirt's own choice. */
export function setModel(index: number, option: VideoModelOption): Edit {
  return (settings) => {
    const { video } = settings;
    const before = video[index];
    if (!before) return settings;
    const size = (name: "ram" | "vram" | "vram64" | "vgamem") => (option.sizes.includes(name) ? before[name] : null);
    return setItem("video", index, {
      model: option.model,
      ram: size("ram"),
      vram: size("vram"),
      vram64: size("vram64"),
      vgamem: size("vgamem"),
      heads: option.heads ? before.heads : null,
      accel3d: option.accel3d && before.accel3d,
    })(settings);
  };
}

/** Makes one video device the primary, and no other. */
export function setPrimary(index: number): Edit {
  return (settings) => ({ ...settings, video: settings.video.map((one, place) => ({ ...one, primary: place === index })) });
}

/** Removes a video device; where it was the primary, the first of the others is it. */
export function removeVideo(index: number): Edit {
  return (settings) => {
    const left = settings.video.filter((_, place) => place !== index);
    const primary = left.some((one) => one.primary);
    return { ...settings, video: left.map((one, place) => (!primary && place === 0 ? { ...one, primary: true } : one)) };
  };
}

export function addSound(model: string): Edit {
  return (settings) => ({ ...settings, sound: [...settings.sound, { key: null, model }] });
}

export function addSerial(target: string | null): Edit {
  const added: SerialSettings = { key: null, element: "serial", source: "pty", target, log: null };
  return (settings) => ({ ...settings, serials: [...settings.serials, added] });
}

/** Adds devices that the machine does not have yet. */
export function addHostDevices(devices: readonly HostDeviceSettings[]): Edit {
  return (settings) => {
    const fresh = devices.filter((device) => !settings.hostDevices.some((known) => deviceName(known) === deviceName(device)));
    return { ...settings, hostDevices: [...settings.hostDevices, ...fresh] };
  };
}

/** Takes devices away, by their address or UUID. */
export function releaseHostDevices(names: readonly string[]): Edit {
  return (settings) => ({ ...settings, hostDevices: settings.hostDevices.filter((device) => !names.includes(deviceName(device))) });
}

/** A PCI address, or a virtual GPU's UUID. */
export function deviceName(device: HostDeviceSettings): string {
  return device.type === "pci" ? device.address : device.uuid;
}

/** How people tell listeners apart. */
export type ListenKind = "default" | "localhost" | "all" | "address" | "network" | "socket" | "none";

/** The choice that a listener is: loopback and wildcard addresses have their own. */
export function listenKind(listen: ListenSetting): ListenKind {
  if (listen.type !== "address") return listen.type;
  if (listen.address === "127.0.0.1" || listen.address === "::1" || listen.address === "localhost") return "localhost";
  return listen.address === "0.0.0.0" || listen.address === "::" ? "all" : "address";
}

/** The listener that a choice stands for, with the first address or network that the host has. */
export function listenFor(kind: ListenKind, host: { addresses: readonly string[]; networks: readonly string[] }): ListenSetting {
  const own = host.addresses.find((address) => !/^(127\.|::1$|fe80:)/i.test(address));
  const made: Record<ListenKind, ListenSetting> = {
    default: { type: "default" },
    localhost: { type: "address", address: "127.0.0.1" },
    all: { type: "address", address: "0.0.0.0" },
    address: { type: "address", address: own ?? "" },
    network: { type: "network", network: host.networks[0] ?? "default" },
    socket: { type: "socket", path: null },
    none: { type: "none" },
  };
  return made[kind];
}

/** A port for a display that no other machine's definition and no other display here claims. */
export function freePort(
  settings: DisplaySettings,
  options: { autoPorts: { min: number; max: number }; takenPorts: readonly { port: number }[] },
): number {
  const claimed = new Set<number | string | null>([
    ...options.takenPorts.map(({ port }) => port),
    ...settings.graphics.flatMap((one) => [one.port, one.type === "spice" ? one.tlsPort : null]),
  ]);
  // The lowest ports are the first that are given out at start: one from the middle stays free longer.
  const { min, max } = options.autoPorts;
  for (let port = Math.min(min + 50, max); port <= max; port++) if (!claimed.has(port)) return port;
  return min;
}

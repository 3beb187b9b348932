import type { XmlElement } from "#server/hypervisors/xml/xml-element.ts";

/** virt-xml's own names for attributes (`virt-xml --graphics=?`); it takes all others by their XPath. An empty value removes one. */
const NAMES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  graphics: {
    "./@type": "type",
    "./@port": "port",
    "./@tlsPort": "tlsPort",
    "./@websocket": "websocket",
    "./@listen": "listen",
    "./@keymap": "keymap",
    "./@passwd": "password",
    "./@passwdValidTo": "passwordValidTo",
    "./@defaultMode": "defaultMode",
    "./@connected": "connected",
    "./listen/@type": "listens0.type",
    "./listen/@address": "listens0.address",
    "./listen/@network": "listens0.network",
    "./listen/@socket": "listens0.socket",
    "./image/@compression": "image.compression",
    "./zlib/@compression": "zlib.compression",
    "./streaming/@mode": "streaming.mode",
    "./clipboard/@copypaste": "clipboard.copypaste",
    "./mouse/@mode": "mouse.mode",
    "./filetransfer/@enable": "filetransfer.enable",
    "./gl/@enable": "gl.enable",
    "./gl/@rendernode": "gl.rendernode",
  },
  video: {
    "./model/@type": "model.type",
    "./model/@heads": "model.heads",
    "./model/@ram": "model.ram",
    "./model/@vram": "model.vram",
    "./model/@vram64": "model.vram64",
    "./model/@vgamem": "model.vgamem",
    "./model/acceleration/@accel3d": "model.acceleration.accel3d",
  },
  sound: { "./@model": "model" },
  audio: { "./@type": "type", "./@id": "id" },
  redirdev: { "./@type": "type", "./@bus": "bus" },
  input: { "./@type": "type", "./@bus": "bus" },
  smartcard: { "./@type": "type", "./@mode": "mode" },
  hostdev: { "./@type": "type" },
};
const CHARACTER_DEVICE = {
  "./@type": "type",
  "./source/@channel": "source.channel",
  "./source/clipboard/@copypaste": "source.clipboard.copypaste",
  "./source/mouse/@mode": "source.mouse.mode",
  "./log/@file": "log.file",
  "./log/@append": "log.append",
  "./target/@type": "target.type",
  "./target/@name": "target.name",
  "./target/@port": "target.port",
};
const SECRET = "./@passwd";

/** One option of virt-xml; null: a value that is a secret. */
export type DeviceOption = { name: string; value: string | null };

/** Options that make a device. */
export function optionsOf(device: XmlElement): DeviceOption[] {
  return listed(device.name, [...valuesOf(device)], []);
}

/** Options that make of a device what it shall be; [] where it stays. What virt-xml cannot take away it makes anew. */
export function optionsBetween(before: XmlElement, after: XmlElement): DeviceOption[] {
  const [old, fresh] = [valuesOf(before), valuesOf(after)];
  const moved = old.get("./@port") !== fresh.get("./@port");
  // Of its own accord virt-xml forgets "autoport" where the port is changed.
  const set = [...fresh].filter(([path, value]) => old.get(path) !== value || (moved && path === "./@autoport"));
  const removed = [...old.keys()].filter((path) => !fresh.has(path));
  const elements = [...new Set(removed.map((path) => path.replace(/\/@[^/]*$/, "")))].filter(
    (element) => element !== "." && ![...fresh.keys()].some((path) => path.startsWith(`${element}/`)),
  );
  const attributes = removed.filter((path) => !elements.some((element) => path.startsWith(`${element}/`)));
  const names = namesOf(before.name);
  if (attributes.some((path) => names[path] === undefined)) return [{ name: "clearxml", value: "yes" }, ...optionsOf(after)];
  const outermost = elements.filter((element) => !elements.some((other) => element.startsWith(`${other}/`)));
  return listed(before.name, [...set, ...attributes.map((path) => [path, ""] as const)], outermost);
}

function namesOf(device: string): Readonly<Record<string, string>> {
  return NAMES[device] ?? CHARACTER_DEVICE;
}

function listed(device: string, values: (readonly [path: string, value: string])[], removed: string[]): DeviceOption[] {
  const names = namesOf(device);
  const named = values.filter(([path]) => names[path] !== undefined);
  const others = values.filter(([path]) => names[path] === undefined);
  return [
    ...named.map(([path, value]) => ({ name: names[path] ?? "", value: path === SECRET && value !== "" ? null : value })),
    ...others.flatMap(([path, value], index) => [
      { name: `xpath${index}.set`, value: path },
      { name: `xpath${index}.value`, value },
    ]),
    ...removed.map((path, index) => ({ name: `xpath${others.length + index}.delete`, value: path })),
  ];
}

/** All attributes by their XPath; SPICE's channels by their names, because there are several. */
function valuesOf(element: XmlElement, path = "."): Map<string, string> {
  const own = element.attributes.map(([name, value]) => [`${path}/@${name}`, value] as const);
  const below = element.children.flatMap((child) => {
    const name = child.get("name");
    const isChannel = child.name === "channel" && name !== null;
    const values = valuesOf(child, `${path}/${child.name}${isChannel ? `[@name='${name}']` : ""}`);
    return [...values].filter(([inner]) => !(isChannel && inner.endsWith("]/@name")));
  });
  // Of several children of a name the first counts; the others are told apart by nothing.
  const values = new Map<string, string>();
  for (const [inner, value] of [...own, ...below]) if (!values.has(inner)) values.set(inner, value);
  return values;
}

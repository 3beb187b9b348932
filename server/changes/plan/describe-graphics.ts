import type { PlannedChange } from "#server/contract/display-plan.ts";
import {
  type GraphicsSettings,
  type ListenSetting,
  type SpiceSettings,
  spiceChannelName,
  type VncSettings,
} from "#server/contract/display-settings.ts";
import type { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import type { Domain } from "./domain.ts";
import { pairs } from "./pairs.ts";
import { graphicsOf } from "./read-graphics.ts";
import { fieldChanges, said, type Told } from "./told.ts";

/** A display, and the password that its settings do not tell. */
type Display = { element: XmlElement; settings: GraphicsSettings };

/** What differs between two definitions' displays. */
export function describeGraphics(before: Domain, after: Domain): Told[] {
  const told: Told[] = [];
  for (const { old, fresh, place } of pairs(displaysOf(before), displaysOf(after), ({ settings }) => settings.type)) {
    const path = place === null ? ["graphics"] : ["graphics", place];
    if (!old && fresh) told.push(...added(fresh, path));
    else if (old && !fresh) told.push({ code: "graphics.removed", path, values: endpointOf(old.settings) });
    else if (old && fresh) told.push(...changed(old, fresh, path));
  }
  return told;
}

function displaysOf(domain: Domain): Display[] {
  return domain.all("graphics").flatMap((element, key) => {
    const settings = graphicsOf(element, key);
    return settings ? [{ element, settings }] : [];
  });
}

function endpointOf({ type, listen, port }: GraphicsSettings): Record<string, string | number> {
  return { type, listen: listenText(listen), port: port ?? "auto" };
}

/** What a listener is called in a change's values. */
export function listenText(listen: ListenSetting): string {
  switch (listen.type) {
    case "address":
      return listen.address;
    case "network":
      return `network ${listen.network}`;
    case "socket":
      return listen.path === null ? "socket" : `socket ${listen.path}`;
    default:
      return listen.type;
  }
}

function added(fresh: Display, path: PlannedChange["path"]): Told[] {
  const { type } = fresh.settings;
  const password: Told[] =
    fresh.element.get("passwd") === null ? [] : [{ code: "graphics.password-added", path: [...path, "password"], values: { type } }];
  return [{ code: "graphics.added", path, values: endpointOf(fresh.settings) }, ...password];
}

function changed(old: Display, fresh: Display, path: PlannedChange["path"]): Told[] {
  const [before, after] = [old.settings, fresh.settings];
  const { type } = after;
  const told = fieldChanges(path, { type }, [
    ["graphics.listen", "listen", listenText(before.listen), listenText(after.listen)],
    ["graphics.port", "port", before.port ?? "auto", after.port ?? "auto"],
    ["graphics.keymap", "keymap", said(before.keymap), said(after.keymap)],
  ]);
  const own = before.type === type ? [] : fieldChanges(path, {}, [["graphics.type", "type", before.type, type]]);
  const password = passwordChanges(old, fresh, [...path, "password"]);
  if (before.type === "vnc" && after.type === "vnc") return [...own, ...told, ...password, ...vncChanges(before, after, path)];
  if (before.type === "spice" && after.type === "spice") return [...own, ...told, ...password, ...spiceChanges(before, after, path)];
  return [...own, ...told, ...password];
}

function passwordChanges(old: Display, fresh: Display, path: PlannedChange["path"]): Told[] {
  const { type } = fresh.settings;
  const [before, after] = [old.element.get("passwd"), fresh.element.get("passwd")];
  const expiry = fieldChanges(path, { type }, [
    ["graphics.password-expiry", "validTo", expiryOf(old.settings), after === null ? expiryOf(old.settings) : expiryOf(fresh.settings)],
  ]);
  if (before === after) return expiry;
  if (before === null) return [{ code: "graphics.password-added", path, values: { type } }, ...expiry];
  if (after === null) return [{ code: "graphics.password-removed", path, values: { type } }];
  return [{ code: "graphics.password-changed", path, values: { type } }, ...expiry];
}

function expiryOf({ password }: GraphicsSettings): string {
  return password.kind === "none" ? "" : (password.validTo ?? "");
}

function vncChanges(before: VncSettings, after: VncSettings, path: PlannedChange["path"]): Told[] {
  return fieldChanges(path, {}, [["graphics.share-policy", "sharePolicy", said(before.sharePolicy), said(after.sharePolicy)]]);
}

function spiceChanges(before: SpiceSettings, after: SpiceSettings, path: PlannedChange["path"]): Told[] {
  return [
    ...fieldChanges(path, {}, [
      ["graphics.tls-port", "tlsPort", said(before.tlsPort), said(after.tlsPort)],
      ["graphics.default-mode", "defaultMode", said(before.defaultMode), said(after.defaultMode)],
      ["graphics.image", "image", said(before.image), said(after.image)],
      ["graphics.jpeg", "jpeg", said(before.jpeg), said(after.jpeg)],
      ["graphics.zlib", "zlib", said(before.zlib), said(after.zlib)],
      ["graphics.playback", "playback", said(before.playback), said(after.playback)],
      ["graphics.streaming", "streaming", said(before.streaming), said(after.streaming)],
      ["graphics.clipboard", "clipboard", said(before.clipboard), said(after.clipboard)],
      ["graphics.file-transfer", "fileTransfer", said(before.fileTransfer), said(after.fileTransfer)],
      ["graphics.mouse", "mouse", said(before.mouse), said(after.mouse)],
      ["graphics.gl", "gl", said(before.gl), said(after.gl)],
    ]),
    ...spiceChannelName.options.flatMap((channel) =>
      fieldChanges([...path, "channels"], { channel }, [
        ["graphics.channel", channel, said(before.channels[channel] ?? null), said(after.channels[channel] ?? null)],
      ]),
    ),
  ];
}

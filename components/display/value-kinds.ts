/** What the values of a plan's sentences are, so that each is told in people's words: an id of `display.word`, a size, a moment ... */
export type ValueKind =
  | "protocol"
  | "listen"
  | "port"
  | "expiry"
  | "keymap"
  | "policy"
  | "mode"
  | "plain"
  | "mouse"
  | "size"
  | "count"
  | "model"
  | "sound"
  | "log"
  | "target"
  | "none"
  | "device"
  | "sizeName"
  | "channel"
  | "image"
  | "jpeg"
  | "audio"
  | "machine";

/** Values that mean the same in every sentence. */
const byName: Record<string, ValueKind> = {
  type: "protocol",
  listen: "listen",
  port: "port",
  model: "model",
  size: "sizeName",
  policy: "policy",
  channel: "channel",
  image: "image",
  jpeg: "jpeg",
  target: "target",
  machine: "machine",
};

/** What "before" and "after" are, by the sentence. */
const byCode: Record<string, ValueKind> = {
  "graphics.type": "protocol",
  "graphics.listen": "listen",
  "graphics.port": "port",
  "graphics.tls-port": "port",
  "graphics.password-expiry": "expiry",
  "graphics.keymap": "keymap",
  "graphics.share-policy": "policy",
  "graphics.default-mode": "mode",
  "graphics.channel": "mode",
  "graphics.mouse": "mouse",
  "video.model": "model",
  "video.ram": "size",
  "video.vram": "size",
  "video.vram64": "size",
  "video.vgamem": "size",
  "video.heads": "count",
  "sound.model": "sound",
  "usb-redirection": "count",
  "audio.backend": "audio",
  "audio-backend": "audio",
  "serial.target": "target",
  "serial.log": "log",
  "spice-port": "none",
  video: "model",
  sound: "sound",
};

/** Sentences whose `device` or `model` is one of another kind. */
const exceptions: Record<string, ValueKind> = {
  "device.added/device": "device",
  "device.removed/device": "device",
  "spice-left-behind/device": "device",
  "sound.added/model": "sound",
  "sound.removed/model": "sound",
  "sound-unknown/model": "machine",
  "video-model-unknown/model": "machine",
  "video-rounded/before": "machine",
  "video-rounded/after": "machine",
};

/** What a value of a sentence is; null: it is told as it is. */
export function kindOfValue(code: string, name: string): ValueKind | null {
  const exception = exceptions[`${code}/${name}`];
  if (exception) return exception;
  if (name === "before" || name === "after") return byCode[code] ?? "plain";
  return byName[name] ?? null;
}

/** Kibibytes as people read them. */
export function sizeText(kib: number): string {
  if (kib >= 1024 && kib % 1024 === 0) return `${kib / 1024} MiB`;
  return `${kib} KiB`;
}

/** A listener as a plan names it, taken apart: "socket /run/x" is a socket at a path. */
export function listenWords(value: string): {
  word: "default" | "none" | "socket" | "socketAt" | "network" | "all" | "localhost" | null;
  rest: string;
} {
  const [first = "", ...others] = value.split(" ");
  const rest = others.join(" ");
  if (first === "" || first === "default") return { word: "default", rest: "" };
  if (first === "none") return { word: "none", rest: "" };
  if (first === "socket") return { word: rest ? "socketAt" : "socket", rest };
  if (first === "network") return { word: "network", rest };
  if (first === "0.0.0.0" || first === "::") return { word: "all", rest: "" };
  if (first === "127.0.0.1" || first === "::1" || first === "localhost") return { word: "localhost", rest: "" };
  return { word: null, rest: "" };
}

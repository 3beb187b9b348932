import type { ClipboardFailure, Edge, Placement, Point, PointerState, Size, TouchPoint, Transfer } from "../session.ts";

/** What a channel of a SPICE session is for. The names are those of spice-protocol's enums.h, SPICE_CHANNEL_*. */
export type ChannelKind = "main" | "display" | "inputs" | "cursor" | "playback";

/** What the guest brings with it, and a session can do only then. */
export type GuestCapability = "match" | "sound" | "clipboard" | "files";

/** What the frame begins with: the first that the page says. */
export interface FrameOptions {
  /** In `view` the frame opens no inputs channel and tells the guest's agent nothing. */
  mode: "control" | "view";
  /** Whether the relay lets files pass. */
  files: boolean;
  /** What a screen reader calls the picture. */
  label: string;
}

/** The page's words to the frame. `channel` counts the sockets of this console; the first, 0, is the main channel. */
export type ToFrame =
  | { type: "opened"; channel: number }
  | { type: "data"; channel: number; bytes: ArrayBuffer }
  | { type: "closed"; channel: number }
  | { type: "place"; placement: Placement }
  /** The guest is asked to take this size. */
  | { type: "match"; size: Size }
  | { type: "pointer"; state: PointerState }
  | { type: "wheel"; clicks: Point }
  /** Places of keys (`KeyboardEvent.code`), to be pressed in order and released in reverse. */
  | { type: "keys"; codes: string[] }
  /** Caps Lock is to be off in the guest. */
  | { type: "capsOff" }
  | { type: "focus" }
  | { type: "sound"; on: boolean }
  | { type: "clipboard"; on: boolean }
  | { type: "offer"; text: string }
  | { type: "fetch" }
  | { type: "files"; files: readonly File[] }
  | { type: "screenshot"; request: number }
  /** The console is over: the picture stays, nothing else does. */
  | { type: "end" };

/** The frame's words to the page. The frame has read what a guest sent, so each is to be taken by {@link readFromFrame} only. */
export type FromFrame =
  | { type: "open"; channel: number; kind: ChannelKind }
  | { type: "send"; channel: number; bytes: ArrayBuffer }
  /** So many bytes of data have been dealt with. */
  | { type: "took"; bytes: number }
  | { type: "close"; channel: number }
  /** A channel cannot go on; without a channel, the frame itself cannot. */
  | { type: "failed"; channel: number | null; details: string }
  /** The first full picture is drawn. */
  | { type: "connected" }
  | { type: "resize"; width: number; height: number }
  /** So many pictures were drawn since this was last told. */
  | { type: "frames"; count: number }
  | { type: "touch"; points: readonly TouchPoint[] }
  | { type: "edge"; edge: Edge }
  | { type: "capabilities"; names: GuestCapability[] }
  | { type: "clipboard"; text: string }
  | { type: "clipboardFailed"; why: ClipboardFailure }
  | { type: "transfer"; transfer: Transfer }
  | { type: "screenshot"; request: number; png: ArrayBuffer | null }
  | { type: "drag"; over: boolean }
  | { type: "release" };

/** Sockets that one console may ask for in its life: five at once, and sound may be switched on and off. */
export const MAX_CHANNELS = 256;
/** A client's message is never larger: agent data goes in pieces of 2 KiB (spice/vd_agent.h, VD_AGENT_MAX_DATA_SIZE). */
export const MAX_SEND_BYTES = 64 * 1024;
/** Longest text that passes between the clipboards, in UTF-16 units. */
export const MAX_CLIPBOARD_LENGTH = 1024 * 1024;
/** A desktop larger than this is a fault or an attack: 16,384 is the longest side a canvas has everywhere. */
export const MAX_SIDE = 16_384;
const MAX_SCREENSHOT_BYTES = 512 * 1024 * 1024;
const MAX_TOUCHES = 32;
const MAX_DETAILS_LENGTH = 300;
const MAX_NAME_LENGTH = 255;

const kinds: readonly ChannelKind[] = ["main", "display", "inputs", "cursor", "playback"];
const capabilities: readonly GuestCapability[] = ["match", "sound", "clipboard", "files"];
const clipboardFailures: readonly ClipboardFailure[] = ["empty", "too-long"];
const touchPhases: readonly TouchPoint["phase"][] = ["down", "move", "up", "cancel"];
const transferStates: readonly Transfer["state"][] = ["sending", "done", "failed"];

type Fields = Record<string, unknown>;
type Reader<Message> = (fields: Fields) => Message | null;

const readers: { [Type in FromFrame["type"]]: Reader<Extract<FromFrame, { type: Type }>> } = {
  open: ({ channel, kind }) => (isChannel(channel) && isOneOf(kinds, kind) ? { type: "open", channel, kind } : null),
  send: ({ channel, bytes }) =>
    isChannel(channel) && bytes instanceof ArrayBuffer && bytes.byteLength <= MAX_SEND_BYTES ? { type: "send", channel, bytes } : null,
  took: ({ bytes }) => (isCount(bytes) ? { type: "took", bytes } : null),
  close: ({ channel }) => (isChannel(channel) ? { type: "close", channel } : null),
  failed: ({ channel, details }) =>
    (channel === null || isChannel(channel)) && typeof details === "string"
      ? { type: "failed", channel, details: details.slice(0, MAX_DETAILS_LENGTH) }
      : null,
  connected: () => ({ type: "connected" }),
  resize: ({ width, height }) => (isSide(width) && isSide(height) ? { type: "resize", width, height } : null),
  frames: ({ count }) => (isCount(count) ? { type: "frames", count } : null),
  touch: ({ points }) => {
    if (!Array.isArray(points) || points.length > MAX_TOUCHES) return null;
    const read = points.map(readTouch);
    return read.includes(null) ? null : { type: "touch", points: read as TouchPoint[] };
  },
  edge: ({ edge }) => {
    const read = readPoint(edge);
    return read && Math.abs(read.x) <= 1 && Math.abs(read.y) <= 1 ? { type: "edge", edge: read } : null;
  },
  capabilities: ({ names }) =>
    Array.isArray(names) && names.length <= capabilities.length && names.every((name) => isOneOf(capabilities, name))
      ? { type: "capabilities", names }
      : null,
  clipboard: ({ text }) => (typeof text === "string" && text.length <= MAX_CLIPBOARD_LENGTH ? { type: "clipboard", text } : null),
  clipboardFailed: ({ why }) => (isOneOf(clipboardFailures, why) ? { type: "clipboardFailed", why } : null),
  transfer: ({ transfer }) => {
    const read = readTransfer(transfer);
    return read && { type: "transfer", transfer: read };
  },
  screenshot: ({ request, png }) =>
    isCount(request) && (png === null || (png instanceof ArrayBuffer && png.byteLength <= MAX_SCREENSHOT_BYTES))
      ? { type: "screenshot", request, png }
      : null,
  drag: ({ over }) => (typeof over === "boolean" ? { type: "drag", over } : null),
  release: () => ({ type: "release" }),
};

/** Reads a message that came from the frame: exactly what it must be, copied field by field, or null. */
export function readFromFrame(data: unknown): FromFrame | null {
  if (typeof data !== "object" || data === null) return null;
  const fields = data as Fields;
  const { type } = fields;
  if (typeof type !== "string" || !Object.hasOwn(readers, type)) return null;
  return readers[type as FromFrame["type"]](fields);
}

function readPoint(value: unknown): Point | null {
  if (typeof value !== "object" || value === null) return null;
  const { x, y } = value as Fields;
  return Number.isFinite(x) && Number.isFinite(y) ? { x: x as number, y: y as number } : null;
}

function readTouch(value: unknown): TouchPoint | null {
  const place = readPoint(value);
  if (!place) return null;
  const { phase, id, time } = value as Fields;
  if (!isOneOf(touchPhases, phase) || !Number.isSafeInteger(id) || !Number.isFinite(time)) return null;
  return { ...place, phase, id: id as number, time: time as number };
}

function readTransfer(value: unknown): Transfer | null {
  if (typeof value !== "object" || value === null) return null;
  const { id, name, sent, size, state, reason } = value as Fields;
  if (!isCount(id) || !isCount(sent) || !isCount(size) || sent > size) return null;
  if (typeof name !== "string" || !isOneOf(transferStates, state)) return null;
  const transfer = { id, name: name.slice(0, MAX_NAME_LENGTH), sent, size, state };
  return typeof reason === "string" ? { ...transfer, reason: reason.slice(0, MAX_DETAILS_LENGTH) } : transfer;
}

function isOneOf<Value>(values: readonly Value[], value: unknown): value is Value {
  return values.includes(value as Value);
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isChannel(value: unknown): value is number {
  return isCount(value) && value < MAX_CHANNELS;
}

function isSide(value: unknown): value is number {
  return isCount(value) && value > 0 && value <= MAX_SIDE;
}

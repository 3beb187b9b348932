import { consoleMode } from "./console.ts";
import { z } from "./zod.ts";

/**
 * What page and relay say to each other beside a console's bytes: in the text messages of its WebSocket, one JSON value each. The
 * bytes are in the binary ones. A relay says nothing before the page has: a client that knows no notes gets none.
 */
export const NOTE_LIMIT = 512;

/** From the page. `ping` is answered at once. `hand-over`: another console of the machine is to control it, by its id. */
export const noteToRelay = z.discriminatedUnion("type", [
  z.object({ type: z.literal("ping"), id: z.int().min(0) }),
  z.object({ type: z.literal("hand-over"), to: z.uuid() }),
]);
export type NoteToRelay = z.infer<typeof noteToRelay>;

/** One open console of a machine. */
export const companion = z.object({
  /** The console's. */
  id: z.string(),
  /** The person's. */
  name: z.string(),
  mode: consoleMode,
  since: z.iso.datetime(),
  /** Whether it is the console that is told this. */
  here: z.boolean(),
  /** Whether nobody else may control the machine: it was taken over, or handed over. */
  drives: z.boolean(),
  /** Whether the console that is told this may let that one's person control the machine in the place of all others. */
  mayBeHandedTo: z.boolean(),
});
export type Companion = z.infer<typeof companion>;

/** From the relay. `company`: who has the machine's consoles open, the first first; told whenever it changes. */
export const noteFromRelay = z.discriminatedUnion("type", [
  z.object({ type: z.literal("pong"), id: z.int() }),
  z.object({ type: z.literal("company"), people: z.array(companion), mayTakeOver: z.boolean() }),
  /** The console that is told this may control the machine now: it was handed over. */
  z.object({ type: z.literal("yours"), from: z.string() }),
]);
export type NoteFromRelay = z.infer<typeof noteFromRelay>;

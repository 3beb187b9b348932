import { exchangeRules } from "./settings.ts";
import { vmId } from "./vm.ts";
import { z } from "./zod.ts";

export const protocol = z.enum(["vnc", "spice", "serial"]);
export type Protocol = z.infer<typeof protocol>;

/** Which console of a machine a person wants next time. */
export const protocolChoice = z.object({ protocol });

/** The consoles that take one person at a time. */
export const heldProtocol = z.enum(["spice", "serial"]);

/** Who uses such a console now; null: nobody. */
export const consoleHolder = z.object({
  holder: z
    .object({
      name: z.string(),
      /** Whether it is the person who asks, perhaps in another window or with another sign-in. */
      you: z.boolean(),
      since: z.iso.datetime(),
      /** Whether the person who asks may end it and take its place. */
      mayTakeOver: z.boolean(),
    })
    .nullable(),
});
export type ConsoleHolder = z.infer<typeof consoleHolder>;

/** `view` watches: the relay drops everything that could change the guest. */
export const consoleMode = z.enum(["control", "view"]);
export type ConsoleMode = z.infer<typeof consoleMode>;

/** Which of a machine's serial lines: its place among those that can be opened, from 0. Other protocols have one console. */
export const serialDevice = z.int().min(0).max(255);

export const consoleRequest = z
  .object({
    vm: vmId,
    protocol,
    mode: consoleMode,
    /**
     * Serial and SPICE, which take one person at a time, in control: end the present holder's console. VNC, which is shared: the others
     * may only watch from then on.
     */
    takeOver: z.boolean().default(false),
    device: serialDevice.default(0),
    /** Serial: start the machine where it is off, and let it run only once the console hears it. */
    start: z.boolean().default(false),
  })
  .refine(({ protocol, start, device }) => protocol === "serial" || !(start || device > 0), "device and start are for serial consoles");
export type ConsoleRequest = z.input<typeof consoleRequest>;

/** The right to open one console once, within 30 s: a WebSocket path and the ticket it takes as a subprotocol. */
export const pass = z.object({
  /** Path of the WebSocket, base path included. */
  path: z.string(),
  ticket: z.string(),
  protocol,
  mode: consoleMode,
  /** What the relay lets pass between clipboards, and of files. */
  exchange: exchangeRules,
  expiresAt: z.iso.datetime(),
});
export type Pass = z.infer<typeof pass>;

/** The subprotocol that is offered beside the ticket and answered by the relay. */
export const BINARY_SUBPROTOCOL = "binary";
/** Precedes the ticket in the second subprotocol that is offered. */
export const TICKET_SUBPROTOCOL = "oriel.ticket.";

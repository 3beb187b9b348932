import { externalLink } from "./external-link.ts";
import { z } from "./zod.ts";

/** The displays that a viewer of one's own can open. */
export const nativeProtocol = z.enum(["vnc", "spice"]);
export type NativeProtocol = z.infer<typeof nativeProtocol>;

/**
 * Why a display is not handed to a viewer. Nobody outside the hypervisor can reach it: `loopback`, `socket`, `nowhere`, `no-port`.
 * `machine-off`: it is not there now. `power-control`: the viewer could switch the machine off, and the person may not. `held`: the
 * viewer would throw somebody out, and the person may not.
 */
export const notHandedOff = z.enum(["machine-off", "loopback", "socket", "nowhere", "no-port", "power-control", "held"]);
export type NotHandedOff = z.infer<typeof notHandedOff>;

export const handOffDisplay = z.object({
  protocol: nativeProtocol,
  /** Whether the display takes no password, so that whoever reaches its port can open it. */
  open: z.boolean(),
  /** What a viewer can open it with; null: nothing, see `why`. */
  file: z
    .object({
      name: z.string(),
      /** Opens the file, in the directory that it is in. */
      command: z.string(),
      /** How long a file can be used to connect, in seconds. */
      seconds: z.number().int(),
    })
    .nullable(),
  why: notHandedOff.nullable(),
});
export type HandOffDisplay = z.infer<typeof handOffDisplay>;

/** A command line for a POSIX shell. */
export const handOffCommand = z.object({
  tool: z.enum(["virt-viewer", "virsh"]),
  /** Where it is run: on the hypervisor, or on another machine, which reaches the hypervisor through ssh. */
  at: z.enum(["hypervisor", "elsewhere"]),
  command: z.string(),
});
export type HandOffCommand = z.infer<typeof handOffCommand>;

/** One of the guest's own addresses: what speaks with the guest itself, not with its display. */
export const guestAddress = z.object({
  address: z.string(),
  /** ssh's jump host: the hypervisor, where its own network may be the only way, and the person may know it; an IPv6 address in brackets. */
  jump: z.string().nullable(),
});
export type GuestAddress = z.infer<typeof guestAddress>;

/** The ways into a machine that lead past the browser. */
export const handOff = z.object({
  displays: z.array(handOffDisplay),
  /** None for those who may not know where the hypervisor is. */
  commands: z.array(handOffCommand),
  guest: z.object({
    /** Whether its system is Windows, by its definition; null where that does not tell. */
    windows: z.boolean().nullable(),
    /** Those that may be reached from outside. */
    addresses: z.array(guestAddress),
  }),
  /** Where another product serves the machine. */
  link: externalLink.nullable(),
});
export type HandOff = z.infer<typeof handOff>;

export const handOffRequest = z.object({ protocol: nativeProtocol });

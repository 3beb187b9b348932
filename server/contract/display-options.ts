import { z } from "./zod.ts";

/** What a model is good for, and needs: each field names a sentence. */
export const videoModelOption = z.object({
  model: z.string(),
  /** Whether more than one head is possible. */
  heads: z.boolean(),
  /** Which memory sizes count. */
  sizes: z.array(z.enum(["ram", "vram", "vram64", "vgamem"])),
  accel3d: z.boolean(),
});
export type VideoModelOption = z.infer<typeof videoModelOption>;

/** What this machine on this host can be given. */
export const displayOptions = z.object({
  /** As the host's domain capabilities list them; empty: the host does not tell, and everything can be tried. */
  graphics: z.array(z.enum(["vnc", "spice"])),
  videoModels: z.array(videoModelOption),
  soundModels: z.array(z.string()),
  serialTargets: z.array(z.string()),
  channelTypes: z.array(z.string()),
  /** QEMU's keymaps. */
  keymaps: z.array(z.string()),
  /** The host's own addresses. */
  addresses: z.array(z.string()),
  /** libvirt networks of the host. */
  networks: z.array(z.string()),
  /** Ports that other machines' definitions claim, with their names. */
  takenPorts: z.array(z.object({ port: z.int(), machine: z.string() })),
  /** Lowest and highest port that is given out. */
  autoPorts: z.object({ min: z.int(), max: z.int() }),
  arch: z.string(),
  /** "pc-q35-7.2" ... */
  machineType: z.string(),
  firmware: z.enum(["bios", "uefi", "other"]),
  /** What the guest is, from osinfo's metadata: "debian12", "win10" ...; null: nothing is said. */
  os: z.string().nullable(),
  /** Displays that are built into the machine's board (SPARC's tcx and cg3): shown, and nobody can choose them. */
  boardVideo: z.string().nullable(),
});
export type DisplayOptions = z.infer<typeof displayOptions>;

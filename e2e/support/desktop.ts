import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { chown, copyFile, rename } from "node:fs/promises";
import { join } from "node:path";
import type { GraphicsSpec } from "../../demo/graphics-xml.ts";
import { type PrivateLibvirtd, qemuUser } from "../../demo/libvirtd.ts";
import { Guest, type GuestSpec } from "./guest.ts";
import { agentAnswers, askAgent, runInGuest, startInGuest } from "./guest-agent.ts";
import type { Stage } from "./stage.ts";

/** A desktop as a test wants it: virtio graphics with VNC and SPICE, password "secret12", where nothing is said. */
export type DesktopSpec = Omit<GuestSpec, "guest" | "name" | "uuid" | "on">;

/** A file in the guest. */
export type GuestFile = { name: string; size: number; sha256: string };

/** A screen that is on, as xrandr tells it: its size in pixels, and its place beside the others. */
export type GuestScreen = { name: string; width: number; height: number; x: number; y: number };

const BOTH: readonly GraphicsSpec[] = [
  { type: "vnc", password: "secret12" },
  { type: "spice", password: "secret12" },
];
const TONE_RATE = 8000;

/**
 * The desktop guest, watched and led from inside by QEMU's guest agent. The first of a run with the same spec boots and is saved, which
 * takes up to a minute; every later one comes back from there within seconds, as it was then. One without SPICE boots each time: QEMU
 * saves no machine that has its agent for VNC.
 */
export class Desktop {
  readonly guest: Guest;

  private constructor(guest: Guest) {
    this.guest = guest;
  }

  static async make(stage: Stage, libvirt: PrivateLibvirtd, spec: DesktopSpec = {}): Promise<Desktop> {
    // libvirt brings a saved machine back under the name and the id it was saved with.
    const id = createHash("sha256").update(JSON.stringify(spec)).digest("hex");
    const uuid = id.replace(/^(.{8})(.{4}).(.{3}).(.{3})(.{12}).*$/, "$1-$2-4$3-8$4-$5");
    const guest = await Guest.make(stage, libvirt, {
      graphics: BOTH,
      ...spec,
      guest: "desktop",
      // libvirt makes the path of a socket of the name, and such paths are short.
      name: `desk-${id.slice(0, 5)}`,
      uuid,
      on: false,
    });
    const desktop = new Desktop(guest);
    if (!hasSpice(spec)) {
      await desktop.#boot();
      return desktop;
    }
    const saved = join(libvirt.directory, "images", `${guest.name}.saved`);
    if (!existsSync(saved)) await desktop.#bootAndSave(saved);
    await copyDisk(`${saved}.qcow2`, guest.overlay);
    await libvirt.virsh(["restore", saved]);
    await agentAnswers(desktop.#ask);
    return desktop;
  }

  /**
   * Runs a shell command as root and gives what it wrote. What it leaves running must have let go of its output: `(...) </dev/null
   * >/dev/null 2>&1 &`.
   * @throws {Error} with what it said, where its status is not 0
   */
  async run(command: string): Promise<string> {
    const { status, output, errors } = await runInGuest(this.#ask, command);
    if (status !== 0) throw new Error(`In the guest, "${command}" ended with ${status}: ${errors || output}`);
    return output;
  }

  /** The same as the person who sits at the screen: X programs show themselves there. */
  asDemo(command: string): Promise<string> {
    return this.run(demoCommand(command));
  }

  /** The text in the guest's clipboard; empty where there is none. */
  clipboard(): Promise<string> {
    return this.asDemo("timeout 10 xclip -o -selection clipboard 2>/dev/null || true");
  }

  /** Has a program in the guest own the clipboard, as if somebody had copied the text there. */
  async setClipboard(text: string): Promise<void> {
    const data = Buffer.from(text).toString("base64");
    await this.asDemo(`echo ${data} | base64 -d >/tmp/copied; (xclip -selection clipboard -i /tmp/copied) </dev/null >/dev/null 2>&1 &`);
  }

  /** The files of a folder; of those that SPICE has brought where nothing is said. */
  async files(folder = "/home/demo/Downloads"): Promise<GuestFile[]> {
    const listing =
      await this.run(`cd '${folder}' && find . -maxdepth 1 -type f -printf '%s %f\\0' | while IFS=' ' read -r -d '' size name; do
      printf '%s %s %s\\n' "$(sha256sum <"$name" | cut -d' ' -f1)" "$size" "$name"; done`);
    return linesOf(listing).map((line) => {
      const [sha256 = "", size = "", ...name] = line.split(" ");
      return { name: name.join(" "), size: Number(size), sha256 };
    });
  }

  /** The screens that are on, from left to right. */
  async screens(): Promise<GuestScreen[]> {
    const lines = linesOf(await this.asDemo("xrandr"));
    return lines.flatMap((line): GuestScreen[] => {
      const [, name = "", ...numbers] = /^(\S+) connected (?:primary )?(\d+)x(\d+)\+(\d+)\+(\d+)/.exec(line) ?? [];
      const [width = 0, height = 0, x = 0, y = 0] = numbers.map(Number);
      return name ? [{ name, width, height, x, y }] : [];
    });
  }

  /** Starts playing a sine tone through the guest's sound server; does not wait for its end. */
  async playTone({ frequency = 440, seconds = 5 }: { frequency?: number; seconds?: number } = {}): Promise<void> {
    const second = Buffer.alloc(TONE_RATE * 2);
    for (let index = 0; index < TONE_RATE; index++)
      second.writeInt16LE(Math.round(20_000 * Math.sin((2 * Math.PI * frequency * index) / TONE_RATE)), index * 2);
    const play = `pacat --raw --format=s16le --rate=${TONE_RATE} --channels=1`;
    const command = `cat >/tmp/second; for _ in $(seq ${seconds}); do cat /tmp/second; done | ${play}`;
    await startInGuest(this.#ask, demoCommand(command), { input: second });
  }

  /** Ends and removes it; what was saved of it stays for the next. */
  async remove(): Promise<void> {
    await this.guest.remove();
  }

  async #boot(): Promise<void> {
    await this.guest.start();
    await agentAnswers(this.#ask);
    // The terminal is there; the agent and the sound server come up beside it.
    await this.asDemo("until pgrep -x spice-vdagent && pactl info; do sleep 0.2; done >/dev/null 2>&1");
  }

  async #bootAndSave(file: string): Promise<void> {
    await this.#boot();
    await this.guest.virsh("save", `${file}.part`);
    await copyDisk(this.guest.overlay, `${file}.qcow2`);
    await rename(`${file}.part`, file);
  }

  #ask = askAgent((request) => this.guest.virsh("qemu-agent-command", request));
}

function hasSpice({ graphics = BOTH }: DesktopSpec): boolean {
  return graphics.some(({ type }) => type === "spice");
}

function demoCommand(command: string): string {
  const environment = "DISPLAY=:0 XDG_RUNTIME_DIR=/run/user/1000 HOME=/home/demo LANG=C.UTF-8";
  return `cd /home/demo && exec runuser -u demo -- env ${environment} bash -c '${command.replaceAll("'", "'\\''")}'`;
}

function linesOf(text: string): string[] {
  return text.split("\n").filter(Boolean);
}

async function copyDisk(from: string, to: string): Promise<void> {
  await copyFile(from, to);
  const owner = qemuUser();
  if (owner) await chown(to, owner.uid, owner.gid);
}

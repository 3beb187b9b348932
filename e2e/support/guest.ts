import { randomBytes } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { type DomainSpec, domainXml } from "../../demo/domain-xml.ts";
import { type PrivateLibvirtd, qemuUser } from "../../demo/libvirtd.ts";
import { makeOverlay } from "../../demo/overlay.ts";
import { withXmlFile } from "../../demo/xml-file.ts";
import { Control } from "./control.ts";
import { decodePng, type Picture } from "./picture.ts";
import { SerialLog } from "./serial-log.ts";
import { REAL_HOST, type Stage } from "./stage.ts";

/** A machine as a test wants it; tiny with VNC and a password where nothing is said. */
export type GuestSpec = Partial<Omit<DomainSpec, "image" | "kvm" | "serialLog" | "control" | "overlay">> & {
  /** Whether it is started, and waited for until it has booted. */
  on?: boolean;
};

/** Milliseconds in which a tiny that begins anew has its shell again, and in which a shell that is there answers. */
const SHELL_MS = 40_000;
const KNOCK_MS = 1_500;

/** A word that has not been said yet. Its command has it in two parts, so that it is never found in what was typed. */
function newMark(): { text: string; command: string } {
  const text = randomBytes(6).toString("hex");
  return { text, command: `echo ${text.slice(0, 6)}''${text.slice(6)}` };
}

/** A real machine, watched and led without the portal. */
export class Guest {
  readonly name: string;
  /** What it says on its serial line. */
  readonly serial: SerialLog;
  readonly #libvirt: PrivateLibvirtd;
  readonly #base: string;
  #spec: DomainSpec;
  #uuid = "";
  #control: Control | null = null;

  private constructor(stage: Stage, libvirt: PrivateLibvirtd, { on: _, ...spec }: GuestSpec) {
    const guest = spec.guest ?? "tiny";
    this.name = spec.name ?? `${guest}-${randomBytes(3).toString("hex")}`;
    this.#libvirt = libvirt;
    this.#base = join(libvirt.directory, "images", this.name);
    this.serial = new SerialLog(`${this.#base}.serial.log`);
    this.#spec = {
      graphics: [{ type: "vnc", password: "secret12" }],
      ...spec,
      guest,
      name: this.name,
      image: stage.images[guest],
      kvm: stage.kvm,
      serialLog: `${this.#base}.serial.log`,
      control: `${this.#base}.control`,
      ...(stage.images[guest].disk && { overlay: `${this.#base}.qcow2` }),
    };
  }

  /** Defines a machine and, unless it shall be off, starts it and waits until it has booted. */
  static async make(stage: Stage, libvirt: PrivateLibvirtd, spec: GuestSpec): Promise<Guest> {
    const guest = new Guest(stage, libvirt, spec);
    await guest.redefine({});
    const { overlay, image } = guest.#spec;
    if (overlay && image.disk) await makeOverlay(overlay, image.disk, qemuUser());
    if (spec.on !== false) await guest.start();
    return guest;
  }

  /** The disk that takes what it writes. */
  get overlay(): string {
    if (!this.#spec.overlay) throw new Error(`${this.name} has no disk.`);
    return this.#spec.overlay;
  }

  get uuid(): string {
    return this.#uuid;
  }

  /** Its id in the portal. */
  get vm(): string {
    return `${REAL_HOST}.${this.#uuid}`;
  }

  /** Changes what it is; counts from its next start. */
  async redefine(changes: Partial<DomainSpec>): Promise<void> {
    this.#spec = { ...this.#spec, ...changes, ...(this.#uuid && { uuid: this.#uuid }) };
    await withXmlFile(domainXml(this.#spec), (file) => this.#libvirt.virsh(["define", file]));
    this.#uuid = (await this.virsh("domuuid")).trim();
  }

  /** Runs a virsh command on it: `virsh("reset")`, `virsh("qemu-monitor-command", "--hmp", "info vnc")`. */
  virsh(command: string, ...args: string[]): Promise<string> {
    return this.#libvirt.virsh([command, this.name, ...args]);
  }

  async start(): Promise<void> {
    await this.virsh("start");
    await this.bootedAnew();
  }

  /** Waits until it has come up after it began anew from inside, or was reset: counts from when it is called. */
  async booted(): Promise<void> {
    await this.serial.waitFor(this.#spec.guest === "tiny" ? /login: / : /READY .*/, 60_000);
  }

  /** Waits until it has come up after it was powered on: its log has begun anew by then. */
  async bootedAnew(): Promise<void> {
    this.#forgetControl();
    this.serial.rewind();
    await this.booted();
  }

  async destroy(): Promise<void> {
    await this.virsh("destroy");
    this.#forgetControl();
  }

  /** "running", "shut off", "paused" ... as virsh says it. */
  async state(): Promise<string> {
    return (await this.virsh("domstate")).trim();
  }

  /** What QEMU itself shows on a screen. */
  async screendump(screen = 0): Promise<Picture> {
    const file = `${this.#base}.png`;
    await this.virsh("screenshot", file, "--screen", String(screen));
    return decodePng(readFileSync(file));
  }

  /** Where its VNC or SPICE server listens now. */
  async displayPort(type: "vnc" | "spice" = "vnc"): Promise<number> {
    return Number(new RegExp(`<graphics type='${type}' port='(-?\\d+)'`).exec(await this.virsh("dumpxml"))?.[1]);
  }

  /** The line that no console shows. */
  async control(): Promise<Control> {
    if (this.#control?.ended) this.#forgetControl();
    this.#control ??= await Control.connect(`${this.#base}.control`);
    return this.#control;
  }

  /** painter: gives a command (demo/guests/painter/main.c) and waits for its answer, for example "mode bars" or "size 800x600". */
  async paint(command: string): Promise<string> {
    const control = await this.control();
    control.skip();
    control.send(command);
    return (await control.waitFor(/(?:MODE|UNKNOWN) [^\r\n]*/))[0];
  }

  /** tiny: runs a command in the guest, in a shell of its own, and gives what it wrote, without a line break at the end. */
  async shell(command: string): Promise<string> {
    await this.#shellListens();
    const control = await this.control();
    const mark = newMark();
    control.skip();
    control.send(`{ ${command}\n} 2>&1; echo; ${mark.command}`);
    const [, output = ""] = await control.waitFor(new RegExp(`([\\s\\S]*?)\\n${mark.text}\\n`));
    return output.replace(/\n$/, "");
  }

  /** Asks again and again: what is sent while the guest comes up is lost. */
  async #shellListens(): Promise<void> {
    const until = Date.now() + SHELL_MS;
    for (;;) {
      const mark = newMark();
      const control = await this.control();
      control.skip();
      control.send(mark.command);
      try {
        await control.waitFor(new RegExp(`${mark.text}\\n`), KNOCK_MS);
        return;
      } catch (error) {
        if (Date.now() > until) throw error;
      }
    }
  }

  /** tiny: text on its screen without a cursor that blinks, so that the screen stays the same. */
  async hideCursor(): Promise<void> {
    await this.shell("printf '\\033[?25l' >/dev/tty1");
  }

  /** Ends it and removes it with its files. */
  async remove(): Promise<void> {
    this.#forgetControl();
    await this.virsh("destroy").catch(() => {});
    await this.virsh("undefine", "--managed-save").catch(() => {});
    for (const ending of ["serial.log", "control", "png", "qcow2"]) rmSync(`${this.#base}.${ending}`, { force: true });
  }

  #forgetControl(): void {
    this.#control?.close();
    this.#control = null;
  }
}

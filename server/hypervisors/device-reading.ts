import type { VmDevices } from "#server/contract/vm.ts";
import { type Attributes, whole } from "./domain-attributes.ts";

const DEVICES = "/domain/devices/";
/** The names by which the guest's services find their channels (https://libvirt.org/formatdomain.html#channel). */
const SPICE_AGENT = "com.redhat.spice.0";
const WEBDAV = "org.spice-space.webdav.0";

/** Gathers from a domain's elements, as they come, what a console or a viewer can do with its devices. */
export class DeviceReading {
  #channel: string | undefined;
  readonly #facts: VmDevices = {
    sound: [],
    spiceAgent: false,
    vdAgent: false,
    spiceClipboard: true,
    spiceFiles: true,
    usbRedirection: 0,
    smartcard: false,
    tablet: false,
    webdav: false,
    heads: 0,
  };

  facts(): VmDevices {
    return this.#facts;
  }

  /** One element, with the path to it: "/domain/devices/sound". */
  element(path: string, attributes: Attributes): void {
    if (!path.startsWith(DEVICES)) return;
    const facts = this.#facts;
    switch (path.slice(DEVICES.length)) {
      case "sound":
        facts.sound.push(attributes.model ?? "");
        break;
      case "channel":
        this.#channel = attributes.type;
        break;
      case "channel/target":
        facts.spiceAgent ||= this.#channel === "spicevmc" && attributes.name === SPICE_AGENT;
        facts.webdav ||= this.#channel === "spiceport" && attributes.name === WEBDAV;
        break;
      case "channel/source":
        facts.webdav ||= this.#channel === "spiceport" && attributes.channel === WEBDAV;
        break;
      case "channel/source/clipboard":
        // QEMU's own agent shares the clipboard only where it is told to.
        facts.vdAgent ||= this.#channel === "qemu-vdagent" && attributes.copypaste === "yes";
        break;
      case "graphics/clipboard":
        facts.spiceClipboard &&= attributes.copypaste !== "no";
        break;
      case "graphics/filetransfer":
        facts.spiceFiles &&= attributes.enable !== "no";
        break;
      case "redirdev":
        if (attributes.type === "spicevmc") facts.usbRedirection++;
        break;
      case "smartcard":
        facts.smartcard ||= attributes.mode === "passthrough" && attributes.type === "spicevmc";
        break;
      case "input":
        facts.tablet ||= attributes.type === "tablet";
        break;
      case "video/model":
        if (attributes.type !== "none") facts.heads += whole(attributes.heads) ?? 1;
        break;
    }
  }
}

import { SaxesParser, type SaxesTagPlain } from "saxes";
import { DeviceReading } from "./device-reading.ts";
import { type Attributes, channelMode, graphicsFacts, hostDeviceName, listenFacts, scaledBytes, whole } from "./domain-attributes.ts";
import type { DomainFacts, SerialFacts } from "./domain-facts.ts";

/** https://gitlab.com/libosinfo: virt-install and others put the guest's system under this namespace. */
const LIBOSINFO = "http://libosinfo.org/xmlns/libvirt/domain/1.0";
/** The channel of QEMU's guest agent. */
const AGENT = "org.qemu.guest_agent.0";
const METADATA = "/domain/metadata/";
/** Nothing of interest lies deeper; a path is not kept for what does. */
const DEPTH = 6;

/**
 * Reads a domain's XML as libvirt writes it (https://libvirt.org/formatdomain.html).
 * @throws {Error} where it is not well-formed, has a document type, or is no `<domain>`
 */
export function readDomainXml(xml: string): DomainFacts {
  const reading = new Reading();
  const parser = new SaxesParser({ xmlns: false, position: false });
  parser.on("doctype", refuseDoctype);
  parser.on("opentag", (tag) => reading.open(tag));
  parser.on("closetag", () => reading.close());
  parser.on("text", (text) => reading.text(text));
  parser.on("cdata", (text) => reading.text(text));
  parser.write(xml).close();
  return reading.facts();
}

function refuseDoctype(): never {
  throw new Error("a domain's XML has no document type");
}

/** One pass over a document. The path says where it is: "/domain/devices/graphics". */
class Reading {
  readonly #paths: string[] = [""];
  #beyond = 0;
  #text: string | null = null;
  #memory: number | null = null;
  #currentMemory: number | null = null;
  #unit: string | undefined;
  #console: SerialFacts | null = null;
  #elementListens = false;
  #hostDevice: string | null = null;
  #osinfoPrefix: string | null = null;
  readonly #serials: SerialFacts[] = [];
  readonly #consoles: SerialFacts[] = [];
  readonly #devices = new DeviceReading();
  readonly #facts: Omit<DomainFacts, "devices"> = {
    name: "",
    uuid: null,
    id: null,
    title: "",
    vcpus: 0,
    memoryMiB: 0,
    arch: null,
    os: null,
    graphics: [],
    video: [],
    serials: [],
    hostDevices: [],
    hostScreen: false,
    agent: false,
  };

  open({ name, attributes }: SaxesTagPlain): void {
    if (this.#paths.length > DEPTH) {
      this.#beyond++;
      return;
    }
    const path = `${this.#paths.at(-1)}/${name}`;
    if (this.#paths.length === 1 && path !== "/domain") throw new Error("not a domain's XML");
    this.#paths.push(path);
    this.#element(path, attributes);
  }

  text(text: string): void {
    if (this.#text !== null && this.#beyond === 0) this.#text += text;
  }

  close(): void {
    if (this.#beyond > 0) {
      this.#beyond--;
      return;
    }
    const path = this.#paths.pop();
    if (this.#text !== null && path !== undefined) this.#content(path, this.#text.trim());
    this.#text = null;
  }

  facts(): DomainFacts {
    return {
      ...this.#facts,
      vcpus: this.#facts.vcpus || 1,
      memoryMiB: Math.round((this.#currentMemory ?? this.#memory ?? 0) / 1024 ** 2),
      serials: withoutRepeats(this.#serials, this.#consoles),
      devices: this.#devices.facts(),
    };
  }

  #element(path: string, attributes: Attributes): void {
    switch (path) {
      case "/domain":
        this.#facts.id = whole(attributes.id);
        break;
      case "/domain/vcpu":
        this.#facts.vcpus = whole(attributes.current) ?? 0;
        this.#text = "";
        break;
      case "/domain/memory":
      case "/domain/currentMemory":
        this.#unit = attributes.unit;
        this.#text = "";
        break;
      case "/domain/os/type":
        this.#facts.arch = attributes.arch ?? null;
        break;
      case "/domain/name":
      case "/domain/uuid":
      case "/domain/title":
        this.#text = "";
        break;
      default:
        if (path.startsWith(METADATA)) this.#metadata(path.slice(METADATA.length), attributes);
        else this.#device(path, attributes);
    }
  }

  /** Whoever wrote it chose the prefix; its declaration is on the element that lies directly under `<metadata>`. */
  #metadata(path: string, attributes: Attributes): void {
    const [outer = "", inner] = path.split("/");
    const prefix = outer.slice(0, outer.indexOf(":"));
    if (inner === undefined) this.#osinfoPrefix = attributes[`xmlns:${prefix}`] === LIBOSINFO ? prefix : null;
    else if (path === `${this.#osinfoPrefix}:libosinfo/${this.#osinfoPrefix}:os`) this.#facts.os ??= attributes.id ?? null;
  }

  #device(path: string, attributes: Attributes): void {
    this.#devices.element(path, attributes);
    switch (path) {
      case "/domain/devices/graphics":
        this.#facts.graphics.push(graphicsFacts(attributes));
        this.#elementListens = false;
        break;
      case "/domain/devices/graphics/listen":
        this.#listen(attributes);
        break;
      case "/domain/devices/graphics/channel":
        this.#channel(attributes);
        break;
      case "/domain/devices/video/model":
        this.#facts.video.push({ model: attributes.type ?? "", heads: whole(attributes.heads) ?? 1 });
        break;
      case "/domain/devices/hostdev":
        this.#hostDevice = attributes.type ?? null;
        this.#facts.hostScreen ||= attributes.display === "on";
        break;
      case "/domain/devices/hostdev/source/address":
        this.#facts.hostDevices.push(...[hostDeviceName(this.#hostDevice, attributes)].flatMap((name) => name ?? []));
        break;
      case "/domain/devices/channel/target":
        this.#facts.agent ||= attributes.name === AGENT && attributes.state === "connected";
        break;
      case "/domain/devices/serial":
        this.#serials.push(this.#characterDevice("serial", attributes));
        break;
      case "/domain/devices/console":
        this.#consoles.push(this.#characterDevice("console", attributes));
        break;
      case "/domain/devices/serial/target":
      case "/domain/devices/console/target":
        if (this.#console) Object.assign(this.#console, { target: attributes.type ?? null, port: whole(attributes.port) });
        break;
      case "/domain/devices/serial/log":
      case "/domain/devices/console/log":
        if (this.#console && attributes.file) this.#console.log = { file: attributes.file, append: attributes.append === "on" };
        break;
      case "/domain/devices/serial/alias":
      case "/domain/devices/console/alias":
        if (this.#console) this.#console.alias = attributes.name ?? null;
        break;
    }
  }

  #content(path: string, text: string): void {
    switch (path) {
      case "/domain/name":
        this.#facts.name = text;
        break;
      case "/domain/uuid":
        this.#facts.uuid = text.toLowerCase();
        break;
      case "/domain/title":
        this.#facts.title = text;
        break;
      case "/domain/vcpu":
        this.#facts.vcpus ||= whole(text) ?? 0;
        break;
      case "/domain/memory":
        this.#memory = scaledBytes(text, this.#unit);
        break;
      case "/domain/currentMemory":
        this.#currentMemory = scaledBytes(text, this.#unit);
        break;
    }
  }

  /** The first `<listen>` takes the place of what the older attributes said: libvirt writes both. */
  #listen(attributes: Attributes): void {
    const graphics = this.#facts.graphics.at(-1);
    const listen = listenFacts(attributes);
    if (!graphics || !listen) return;
    graphics.listens = this.#elementListens ? [...graphics.listens, listen] : [listen];
    this.#elementListens = true;
  }

  #channel({ name, mode }: Attributes): void {
    const graphics = this.#facts.graphics.at(-1);
    if (graphics && name !== undefined) graphics.channelModes = { ...graphics.channelModes, [name]: channelMode(mode) };
  }

  #characterDevice(element: SerialFacts["element"], attributes: Attributes): SerialFacts {
    this.#console = { element, type: attributes.type ?? "", target: null, port: null, alias: null, log: null };
    return this.#console;
  }
}

/**
 * libvirt shows the first serial line a second time as the first `<console>` (target type "serial"):
 * https://libvirt.org/formatdomain.html#console
 */
function withoutRepeats(serials: SerialFacts[], consoles: SerialFacts[]): SerialFacts[] {
  if (serials.length === 0) return consoles;
  return [...serials, ...consoles.filter((console) => console.target !== null && console.target !== "serial")];
}

import type { Caller, CallOptions } from "./caller.ts";
import { procedure } from "./protocol.ts";
import type { XdrReader, XdrWriter } from "./xdr.ts";

export type NodeInfo = {
  /** The processor's kind: "x86_64". */
  model: string;
  memoryKiB: number;
  /** Logical processors that are on. */
  cpus: number;
  mhz: number;
  numaNodes: number;
  sockets: number;
  cores: number;
  threads: number;
};

/** The bytes of node_info's model. */
const MODEL_BYTES = 32;

/** The hypervisor's own hostname. */
export function hostname(caller: Caller, options?: CallOptions): Promise<string> {
  return caller.call(procedure.connectGetHostname, undefined, (reader) => reader.string(), options);
}

export function nodeInfo(caller: Caller, options?: CallOptions): Promise<NodeInfo> {
  return caller.call(procedure.nodeGetInfo, undefined, readNodeInfo, options);
}

/** The daemon's version: "9.0.0". */
export function libVersion(caller: Caller, options?: CallOptions): Promise<string> {
  return caller.call(procedure.connectGetLibVersion, undefined, readVersion, options);
}

/** The hypervisor's version, of QEMU for its driver: "7.2.22". */
export function hypervisorVersion(caller: Caller, options?: CallOptions): Promise<string> {
  return caller.call(procedure.connectGetVersion, undefined, readVersion, options);
}

/** The driver's name: "QEMU", "TEST". */
export function hypervisorType(caller: Caller, options?: CallOptions): Promise<string> {
  return caller.call(procedure.connectGetType, undefined, (reader) => reader.string(), options);
}

/** XML of what host and guests can be (https://libvirt.org/formatcaps.html). */
export function capabilities(caller: Caller, options?: CallOptions): Promise<string> {
  return caller.call(procedure.connectGetCapabilities, undefined, (reader) => reader.string(), options);
}

/** XML of what a domain can have (https://libvirt.org/formatdomaincaps.html); what is not named is the hypervisor's default. */
export function domainCapabilities(
  caller: Caller,
  options: CallOptions & { emulator?: string; arch?: string; machine?: string; virtType?: string } = {},
): Promise<string> {
  const text = (writer: XdrWriter, value: string) => void writer.string(value);
  return caller.call(
    procedure.connectGetDomainCapabilities,
    (writer) => {
      for (const value of [options.emulator, options.arch, options.machine, options.virtType]) writer.optional(value ?? null, text);
      writer.uint(0);
    },
    (reader) => reader.string(),
    options,
  );
}

/** A char array of XDR takes 4 bytes for each character. */
function readNodeInfo(reader: XdrReader): NodeInfo {
  const model = Array.from({ length: MODEL_BYTES }, () => reader.int()).filter((code) => code > 0);
  return {
    model: String.fromCharCode(...model),
    memoryKiB: Number(reader.uhyper()),
    cpus: reader.int(),
    mhz: reader.int(),
    numaNodes: reader.int(),
    sockets: reader.int(),
    cores: reader.int(),
    threads: reader.int(),
  };
}

/** libvirt writes 1.2.3 as 1002003. */
function readVersion(reader: XdrReader): string {
  const version = Number(reader.uhyper());
  return `${Math.floor(version / 1_000_000)}.${Math.floor(version / 1_000) % 1_000}.${version % 1_000}`;
}

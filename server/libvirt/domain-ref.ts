import type { XdrReader, XdrWriter } from "./xdr.ts";

/** A domain as the protocol names it (remote_nonnull_domain). */
export type DomainRef = {
  name: string;
  /** Lower case, with dashes. */
  uuid: string;
  /** The runtime id, another at every start; -1 while it is off. */
  id: number;
};

export function readDomain(reader: XdrReader): DomainRef {
  return { name: reader.string(), uuid: readUuid(reader), id: reader.int() };
}

export function writeDomain(writer: XdrWriter, domain: DomainRef): void {
  writer.string(domain.name);
  writeUuid(writer, domain.uuid);
  writer.int(domain.id);
}

/** Writes the arguments of the many calls that take a domain and flags. */
export function domainAndFlags(domain: DomainRef, flags: number): (writer: XdrWriter) => void {
  return (writer) => {
    writeDomain(writer, domain);
    writer.uint(flags);
  };
}

/** @throws {TypeError} where it is no uuid */
export function writeUuid(writer: XdrWriter, uuid: string): void {
  const bytes = Buffer.from(uuid.replaceAll("-", ""), "hex");
  if (bytes.length !== 16) throw new TypeError(`"${uuid}" is no uuid`);
  writer.fixed(bytes);
}

export function readUuid(reader: XdrReader): string {
  const hex = reader.fixed(16).toString("hex");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

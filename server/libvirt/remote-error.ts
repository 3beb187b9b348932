import { LibvirtError } from "./error.ts";
import { XdrReader } from "./xdr.ts";

/** Reads the payload of an error (remote_error): code, domain, message, level; which domain, strings and numbers follow. */
export function readRemoteError(payload: Buffer): LibvirtError {
  const reader = new XdrReader(payload);
  const code = reader.int();
  const domain = reader.int();
  const message = reader.optional((text) => text.string()) ?? `libvirt error ${code} without a text`;
  return new LibvirtError({ code, domain, message, level: reader.int() });
}

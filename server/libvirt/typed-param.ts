import { XdrError, type XdrReader } from "./xdr.ts";

/** A value of virTypedParameter; 64-bit numbers are bigint. */
export type TypedValue = number | bigint | boolean | string;

/** Reads by virTypedParameterType: int, uint, llong, ullong, double, boolean, string. */
const readers: Record<number, (reader: XdrReader) => TypedValue> = {
  1: (reader) => reader.int(),
  2: (reader) => reader.uint(),
  3: (reader) => reader.hyper(),
  4: (reader) => reader.uhyper(),
  5: (reader) => reader.double(),
  6: (reader) => reader.bool(),
  7: (reader) => reader.string(),
};

/** Reads a name and its value (remote_typed_param). */
export function readTypedParam(reader: XdrReader): [field: string, value: TypedValue] {
  const field = reader.string();
  const type = reader.int();
  const read = readers[type];
  if (!read) throw new XdrError(`the parameter ${field} has the unknown type ${type}`);
  return [field, read(reader)];
}

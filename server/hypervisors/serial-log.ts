import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { isAbsolute } from "node:path";
import { stripVTControlCharacters } from "node:util";
import type { SerialLog } from "#server/contract/serial-log.ts";
import { OrielError } from "#server/errors.ts";
import { domainXml, lookupByUuid } from "#server/libvirt/domains.ts";
import { hostname } from "#server/libvirt/host.ts";
import type { DomainFacts } from "./domain-facts.ts";
import { readDomainXml } from "./domain-xml.ts";
import type { Hypervisor } from "./hypervisor.ts";
import { isThisMachine } from "./local-host.ts";
import { refusal } from "./refusal.ts";
import { isOpenable } from "./serial-lines.ts";

/** Milliseconds for waiting, connecting and asking together. */
const DEADLINE_MS = 4_500;
/** Bytes of a log that are shown, its last ones. */
const SHOWN_BYTES = 1024 * 1024;

/**
 * What a machine has said on a serial line, from the file that its XML names at this moment (https://libvirt.org/formatdomain.html, "log"),
 * also of the last run where the machine is off.
 * @param device which of the lines that can be opened, from 0 in the order of the XML
 * @throws {OrielError} machine-unknown, no-such-display, host-unreachable, host-refused
 */
export async function readSerialLog(hypervisor: Hypervisor, uuid: string, device: number): Promise<SerialLog> {
  const { facts, isLocal } = await ask(hypervisor, uuid);
  const line = facts.serials.filter(isOpenable)[device];
  if (!line) throw new OrielError("no-such-display", "The machine has no such serial line.");
  if (!line.log) return { why: "none" };
  if (!isLocal) return { why: "elsewhere" };
  const read = await tailOf(line.log.file, SHOWN_BYTES);
  return "why" in read ? read : { ...read, sinceStart: !line.log.append };
}

async function ask(hypervisor: Hypervisor, uuid: string): Promise<{ facts: DomainFacts; isLocal: boolean }> {
  const signal = AbortSignal.timeout(DEADLINE_MS);
  try {
    return await hypervisor.reads.run(async (connection) => {
      const domain = await lookupByUuid(connection, uuid, { signal });
      const facts = readDomainXml(await domainXml(connection, domain, { signal }));
      return { facts, isLocal: isThisMachine(await hostname(connection, { signal })) };
    }, signal);
  } catch (error) {
    throw refusal(error);
  }
}

/**
 * The last bytes of a file as text that does nothing to whoever shows it. The definition names the file, and whoever may change that must not
 * read the portal's own files so: only a plain file that is called a log is read.
 */
export async function tailOf(path: string, bytes: number): Promise<{ text: string; cut: boolean } | { why: "unreadable" | "missing" }> {
  if (!isAbsolute(path) || !path.endsWith(".log")) return { why: "unreadable" };
  // A pipe would keep whoever opens it waiting, a link would lead elsewhere.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch(codeOf);
  if (typeof file === "string") return { why: file === "ENOENT" ? "missing" : "unreadable" };
  try {
    return await readTail(file, bytes);
  } finally {
    await file.close();
  }
}

function codeOf(error: NodeJS.ErrnoException): string {
  return error.code ?? "";
}

async function readTail(file: FileHandle, bytes: number): Promise<{ text: string; cut: boolean } | { why: "unreadable" }> {
  const stats = await file.stat();
  if (!stats.isFile()) return { why: "unreadable" };
  const start = Math.max(0, stats.size - bytes);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(Math.min(bytes, stats.size)), 0, undefined, start);
  const text = harmless(buffer.toString("utf8", 0, bytesRead));
  // What is left of a line that begins before it says little.
  return start === 0 ? { text, cut: false } : { text: text.slice(text.indexOf("\n") + 1), cut: true };
}

/** Without escape sequences and control characters; a line that was written over is shown as it was left. */
function harmless(text: string): string {
  const lines = stripVTControlCharacters(text).split("\n");
  const left = lines.map((line) => line.split("\r").findLast((part) => part !== "") ?? "");
  return left.join("\n").replace(/[^\P{C}\n\t]/gu, "");
}

/** One entry of an archive. A directory that an entry lies in must come before it. */
export type Entry =
  | { path: string; type: "directory" }
  | { path: string; type: "file"; data: Buffer | string; executable?: boolean }
  | { path: string; type: "link"; to: string };

const MODE = { directory: 0o040755, file: 0o100644, executable: 0o100755, link: 0o120777 };

/** A cpio archive in the "newc" form, which Linux takes as its initramfs (Documentation/driver-api/early-userspace/buffer-format.rst). */
export function cpio(entries: readonly Entry[]): Buffer {
  const members = entries.map((entry, index) => member(index + 1, entry.path, modeOf(entry), contentOf(entry)));
  return Buffer.concat([...members, member(0, "TRAILER!!!", 0, Buffer.alloc(0))]);
}

function modeOf(entry: Entry): number {
  return entry.type === "file" && entry.executable ? MODE.executable : MODE[entry.type];
}

function contentOf(entry: Entry): Buffer {
  if (entry.type === "directory") return Buffer.alloc(0);
  const content = entry.type === "link" ? entry.to : entry.data;
  return typeof content === "string" ? Buffer.from(content) : content;
}

function member(inode: number, path: string, mode: number, data: Buffer): Buffer {
  const name = Buffer.from(`${path}\0`);
  const links = 1;
  const fields = [inode, mode, 0, 0, links, 0, data.length, 0, 0, 0, 0, name.length, 0];
  const head = `070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}`;
  return Buffer.concat([padded(Buffer.concat([Buffer.from(head), name])), padded(data)]);
}

/** Names and contents end at a multiple of four. */
function padded(part: Buffer): Buffer {
  return Buffer.concat([part, Buffer.alloc((4 - (part.length % 4)) % 4)]);
}

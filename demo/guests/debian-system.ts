import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { createInterface } from "node:readline";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { aptConfiguration, releaseName, sourceFiles } from "./apt-settings.ts";
import { rootWords } from "./become-root.ts";

const BLOCK = 4096;
const INODES = 60_000;
const LAST_WORDS = 12;
/** Of what mmdebstrap says about itself, that which takes a while. */
const STEP = /^I: ((?:running apt-get update|downloading|extracting|installing).*)/;

/**
 * mmdebstrap ends by a hangup for its whole process group, which must not be ours; a session of its own would be one in which sudo asks
 * for the password again.
 */
const OWN_GROUP = `set -m; "$@" & trap 'kill -TERM -- -$!' INT TERM HUP; wait $!`;

/** A system to be installed on a disk of its own. */
export type SystemSpec = {
  packages: readonly string[];
  /** Paths that are not unpacked, with wildcards (dpkg's path-exclude). */
  leftOut: readonly string[];
  /** A folder that is copied into the system; its program `configure` runs there, with the folder's path as its argument. */
  files: string;
  /** The file that becomes the disk: one ext2 file system without partitions. */
  disk: string;
  gib: number;
};

/**
 * Installs Debian packages into a new system with mmdebstrap, and puts it on a disk.
 * @param say is told each step
 * @throws {Error} saying what is missing, or the last that was said before it failed
 */
export async function buildSystem(spec: SystemSpec, say: (text: string) => void): Promise<void> {
  const command = await installation(spec, say);
  const system = spawn("bash", ["-c", OWN_GROUP, "bash", ...command], {
    env: { ...process.env, TMPDIR: "/var/tmp" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  // The archive of the whole system goes from one program to the next, and is never a file.
  const blocks = (spec.gib * 2 ** 30) / BLOCK;
  const disk = spawn("genext2fs", [..."-m 0 -z -a -".split(" "), ...["-B", `${BLOCK}`, "-b", `${blocks}`, "-N", `${INODES}`], spec.disk], {
    stdio: ["pipe", "ignore", "pipe"],
  });
  const words = lastWords(system.stderr, say);
  const diskWords = lastWords(disk.stderr);
  // Each end of the pipe says by its status what became of it.
  const flow = pipeline(system.stdout, disk.stdin).catch(() => {});
  const [installed, written] = await Promise.all([statusOf(system), statusOf(disk), flow]);
  if (installed !== 0) throw new Error(`Its packages could not be installed. mmdebstrap said:\n${words().join("\n")}`);
  if (written !== 0) throw new Error(`Its disk could not be written. genext2fs said:\n${diskWords().join("\n")}`);
}

/** The whole command. Of /tmp nobody knows how much it holds: mmdebstrap works in /var/tmp. */
async function installation({ packages, leftOut, files }: SystemSpec, say: (text: string) => void): Promise<string[]> {
  const { words, mode } = await rootWords("mmdebstrap installs its packages into a folder of their own", say);
  const configuration = join(dirname(files), "apt.conf");
  await writeFile(configuration, await aptConfiguration());
  const inside = `/${basename(files)}`;
  return [
    ...words,
    "mmdebstrap",
    `--mode=${mode}`,
    "--variant=essential",
    "--format=tar",
    `--include=${packages.join(",")}`,
    `--aptopt=${configuration}`,
    ...leftOut.map((path) => `--dpkgopt=path-exclude=${path}`),
    `--customize-hook=copy-in '${files}' /`,
    `--customize-hook=chroot "$1" ${inside}/configure ${inside}`,
    await releaseName(),
    "-",
    ...(await sourceFiles()),
  ];
}

/** Says on what a program says line by line, and keeps the last of it. */
function lastWords(stream: Readable, say: (text: string) => void = () => {}): () => string[] {
  const lines: string[] = [];
  createInterface({ input: stream }).on("line", (line) => {
    lines.splice(0, lines.length - LAST_WORDS + 1);
    lines.push(line);
    const step = STEP.exec(line)?.[1];
    if (step) say(step);
  });
  return () => lines;
}

/** A program's exit status; not 0 too where it was ended by a signal or is not there. */
async function statusOf(child: ReturnType<typeof spawn>): Promise<number> {
  const [status] = await once(child, "close").catch(() => [127]);
  return status ?? 1;
}

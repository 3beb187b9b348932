// What an installed portal needs, made into public/: its icons, from the mark, and the service worker.
import { randomUUID } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const worker = join(root, "public/service-worker.js");

/** Names, sizes in pixels, the share of the side that the mark takes, and the corners' radius as a share of it. */
const icons = [
  { name: "any-192.png", size: 192, mark: 0.74, radius: 0.22 },
  { name: "any-512.png", size: 512, mark: 0.74, radius: 0.22 },
  // A system cuts these to its own shape: all that counts stays inside the middle four fifths (W3C manifest, icon masks).
  { name: "maskable-512.png", size: 512, mark: 0.6, radius: 0 },
  { name: "apple-180.png", size: 180, mark: 0.7, radius: 0 },
];

/** Made here and not kept in the repository. */
export const installFiles = [worker, ...icons.map(({ name }) => join(root, "public/icons", name))];

/** Makes them for a build. @param basePath "" or "/vm" */
export async function makeInstallFiles(basePath) {
  mkdirSync(join(root, "public/icons"), { recursive: true });
  await Promise.all([...icons.map(makeIcon), makeWorker(basePath)]);
}

async function makeWorker(basePath) {
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["components/install/worker.ts"],
    define: { BUILD: JSON.stringify(randomUUID()), BASE_PATH: JSON.stringify(basePath) },
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    write: false,
    logLevel: "warning",
  });
  put(worker, Buffer.from(outputFiles[0].contents));
}

async function makeIcon({ name, size, mark, radius }) {
  const { default: sharp } = await import("sharp");
  const paths = readFileSync(join(root, "app/icon.svg"), "utf8")
    .match(/<path [^>]*\/>/g)
    .join("");
  const edge = (32 * (1 - mark)) / 2;
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" width="${size}" height="${size}" viewBox="0 0 32 32">` +
    `<rect width="32" height="32" rx="${32 * radius}" fill="#2a54d0"/>` +
    `<g fill="#fff" transform="translate(${edge} ${edge}) scale(${mark})">${paths}</g></svg>`;
  put(join(root, "public/icons", name), await sharp(Buffer.from(svg)).png({ compressionLevel: 9 }).toBuffer());
}

/** In one step, since a portal may be serving the file. */
function put(path, contents) {
  const next = `${path}.${process.pid}`;
  writeFileSync(next, contents);
  renameSync(next, path);
}

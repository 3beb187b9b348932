// What the SPICE console's frame runs, made into public/spice/: the packaged client as it is, and our own script beside it.
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = join(root, "public/spice");

/** Made here and not kept in the repository. */
export const spiceFiles = ["spice-client.min.js", "frame.js"].map((name) => join(folder, name));

/** Makes the files that are missing or would be others. An unchanged file keeps its time, by which a build is found to be old. */
export async function makeSpiceFiles() {
  const [client, frame] = spiceFiles;
  const { build } = await import("esbuild");
  const { outputFiles } = await build({
    absWorkingDir: root,
    entryPoints: ["components/console/spice/frame/main.ts"],
    bundle: true,
    minify: true,
    format: "iife",
    target: "es2022",
    charset: "utf8",
    write: false,
    logLevel: "warning",
  });
  mkdirSync(folder, { recursive: true });
  put(client, readFileSync(join(root, "node_modules/spice-client/dist/global/spice-client.min.js")));
  put(frame, Buffer.from(outputFiles[0].contents));
}

/** In one step, since a portal may be serving the file. */
function put(path, contents) {
  if (existsSync(path) && readFileSync(path).equals(contents)) return;
  const next = `${path}.${process.pid}`;
  writeFileSync(next, contents);
  renameSync(next, path);
}

import { withBase } from "../../base-path.ts";

/** What runs in the frame, in this order: the packaged SPICE client as it is, then ours. Made by .ci/spice-files.mjs. */
const paths = ["/spice/spice-client.min.js", "/spice/frame.js"];

let loading: Promise<string[]> | undefined;

/**
 * The text of the frame's scripts, loaded once for the page. The page fetches them because a frame of an opaque origin has
 * no HTTP cache of its own.
 * @throws {Error} where they cannot be had; the next call tries again
 */
export function frameScripts(): Promise<string[]> {
  loading ??= Promise.all(paths.map(load)).catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

async function load(path: string): Promise<string> {
  const response = await fetch(withBase(path));
  if (!response.ok) throw new Error(`${path}: HTTP ${response.status}`);
  return response.text();
}

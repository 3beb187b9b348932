/** A program of the portal: its file, and the options that Node runs it with. */
export type Program = { path: string; nodeOptions: readonly string[] };

const path = (name: "relay" | "web") => new URL(`../${name}/main.ts`, import.meta.url).pathname;

/**
 * The relay's garbage is small and short-lived; V8's young generation would grow to 48 MiB while consoles open and keep that (measured: a
 * thousand idle consoles took 85 MiB so, and take 14 with it held to 2 MiB a half, at the same cost per byte).
 */
export const relayProgram: Program = { path: path("relay"), nodeOptions: ["--max-semi-space-size=2"] };

export const webProgram: Program = { path: path("web"), nodeOptions: [] };

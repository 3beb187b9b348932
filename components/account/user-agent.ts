/** A browser and the system it runs on, as people call them. */
export type Program = { browser: string | null; system: string | null };

const browsers: [name: string, mark: RegExp][] = [
  ["Edge", /\bEdg(?:e|A|iOS)?\//],
  ["Opera", /\bOPR\//],
  ["Samsung Internet", /\bSamsungBrowser\//],
  ["Firefox", /\b(?:Firefox|FxiOS)\//],
  ["Chrome", /\b(?:Chrome|Chromium|CriOS|HeadlessChrome)\//],
  ["Safari", /\bSafari\//],
  ["curl", /^curl\//],
];

const systems: [name: string, mark: RegExp][] = [
  ["iPhone", /\biPhone\b/],
  ["iPad", /\biPad\b/],
  ["Android", /\bAndroid\b/],
  ["ChromeOS", /\bCrOS\b/],
  ["Windows", /\bWindows\b/],
  ["macOS", /\bMacintosh\b/],
  ["Linux", /\bLinux\b/],
];

/** Reads a User-Agent header well enough for a person to know a sign-in again. */
export function programOf(userAgent: string | null): Program {
  const find = (table: [string, RegExp][]) => table.find(([, mark]) => mark.test(userAgent ?? ""))?.[0] ?? null;
  return { browser: find(browsers), system: find(systems) };
}

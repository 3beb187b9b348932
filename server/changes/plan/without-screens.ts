import { Domain } from "./domain.ts";

/** Devices whose differences are told one by one. */
const TOLD = ["graphics", "video", "sound", "audio", "serial", "console", "channel", "input", "redirdev", "smartcard", "hostdev"];

/** A definition's text without what the editor tells of, and without white space between lines: to see whether something else differs. */
export function withoutScreens(xml: string): string {
  const domain = new Domain(xml);
  for (const name of TOLD) for (const device of domain.all(name)) domain.remove(device);
  return domain
    .toString()
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join("\n");
}

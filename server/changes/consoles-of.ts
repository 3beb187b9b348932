import { readDomainXml } from "#server/hypervisors/domain-xml.ts";
import { isOpenable } from "#server/hypervisors/serial-lines.ts";

/** The consoles by which a running machine is proved: each of its displays, or its serial line where it has none. */
export function consolesOf(live: string): ("vnc" | "spice" | "serial")[] {
  const { graphics, serials } = readDomainXml(live);
  const displays = (["vnc", "spice"] as const).filter((protocol) => graphics.some(({ type }) => type === protocol));
  if (displays.length > 0) return displays;
  return serials.some(isOpenable) ? ["serial"] : [];
}

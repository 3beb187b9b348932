import { type Advice, type CheckContext, note, warning, where } from "./check-context.ts";

/** What is good to know of what hangs on the displays. */
export function adviseDevices({ wanted, after }: CheckContext): Advice[] {
  const has = (type: string) => wanted.graphics.some((display) => display.type === type);
  const gl =
    wanted.graphics.some((display) => display.type === "spice" && display.gl) ||
    after.all("graphics").some((display) => display.get("type") === "egl-headless");
  return where(
    wanted.vncAgent && warning("vnc-agent-no-save", ["vncAgent"]),
    has("spice") && !wanted.spiceAgent && note("spice-no-agent", ["spiceAgent"]),
    wanted.sound.length > 0 && !has("spice") && note("sound-silent", ["sound"]),
    has("vnc") && !wanted.tablet && note("no-tablet", ["tablet"]),
    wanted.hostDevices.length > 0 && note("host-device-no-save", ["hostDevices"]),
    wanted.hostDevices.some((device) => device.type === "mdev" && device.display) && !gl && note("host-device-display-gl", ["hostDevices"]),
  );
}

import type { Effect, PlannedChange } from "#server/contract/display-plan.ts";
import { describeDevices, describeVideo } from "./describe-devices.ts";
import { describeGraphics } from "./describe-graphics.ts";
import { Domain } from "./domain.ts";
import { settingsOf } from "./read-settings.ts";
import type { Told } from "./told.ts";
import { withoutScreens } from "./without-screens.ts";

/**
 * What differs between two definitions, each with when it would count. Both must carry their secrets; none is told.
 * @param live the running machine's XML; null where it is off
 * @throws {Error} where a text is no domain's XML
 */
export function describeChanges(before: string, after: string, live: string | null = null): PlannedChange[] {
  const told = screenChanges(before, after);
  const other = before !== after && (told.length === 0 || withoutScreens(before) !== withoutScreens(after));
  const all: Told[] = other ? [...told, { code: "xml.other", path: [], values: {} }] : told;
  const running = live === null ? null : new Domain(live);
  return all.map((change) => ({ ...change, effect: effectOf(change, running) }));
}

/** What differs in the screens and what hangs on them. */
export function screenChanges(before: string, after: string): Told[] {
  const [old, fresh] = [new Domain(before), new Domain(after)];
  const [oldSettings, freshSettings] = [settingsOf(old), settingsOf(fresh)];
  return [
    ...describeGraphics(old, fresh),
    ...describeVideo(oldSettings.video, freshSettings.video),
    ...describeDevices(old, fresh, oldSettings, freshSettings),
  ];
}

/** libvirt takes a password and its end live, where the display was started with a password; all else waits. */
function effectOf({ code, values }: Told, live: Domain | null): Effect {
  if (live === null) return "next-start";
  const password = code === "graphics.password-changed" || code === "graphics.password-expiry";
  const display = live.all("graphics").find((graphics) => graphics.get("type") === values.type);
  return password && display !== undefined && display.get("passwd") !== null ? "now" : "power-cycle";
}

import { expect, it } from "vitest";
import { releaseShortcut } from "./release-shortcut.ts";

/** Presses (+) and releases (-) keys as a keyboard does; tells after which of them the shortcut was complete. */
function press(...events: string[]): boolean[] {
  const watch = releaseShortcut();
  const down = new Set<string>();
  return events.map((event) => {
    const key = event.slice(1);
    const type = event.startsWith("+") ? "keydown" : "keyup";
    if (type === "keydown") down.add(key);
    else down.delete(key);
    // With Shift down, X11 calls Alt Meta; the flag stays Alt's.
    const name = key === "Alt" && down.has("Shift") ? "Meta" : key;
    return watch({ type, key: name, ctrlKey: down.has("Control"), altKey: down.has("Alt"), shiftKey: down.has("Shift") });
  });
}

it("is complete when the last of the three keys is up", () => {
  expect(press("+Control", "+Alt", "+Shift", "-Shift", "-Control", "-Alt")).toEqual([false, false, false, false, false, true]);
});

it("takes any order", () => {
  expect(press("+Shift", "+Alt", "+Control", "-Alt", "-Shift", "-Control").at(-1)).toBe(true);
});

it("leaves chords with another key to the guest", () => {
  expect(press("+Control", "+Alt", "+Shift", "+F1", "-F1", "-Shift", "-Alt", "-Control")).not.toContain(true);
});

it("leaves two of the three to the guest", () => {
  expect(press("+Control", "+Alt", "-Alt", "-Control")).not.toContain(true);
});

it("is not confused by a key whose release went elsewhere", () => {
  expect(press("+a", "+Control", "+Alt", "+Shift", "-Shift", "-Alt", "-Control").at(-1)).toBe(true);
});

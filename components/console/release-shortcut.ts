const modifiers = ["Control", "Alt", "Shift", "Meta"];

type KeyNews = Pick<KeyboardEvent, "type" | "key" | "ctrlKey" | "altKey" | "shiftKey">;

/**
 * Watches for Ctrl+Alt+Shift, pressed and let go with no other key: the way out of a console that takes every key.
 * It is complete when the last of them is up, so that the guest is left with none held down.
 * @returns called with every key event; true when the shortcut is complete
 */
export function releaseShortcut(): (event: KeyNews) => boolean {
  let armed = false;
  return ({ type, key, ctrlKey, altKey, shiftKey }) => {
    if (type === "keydown") {
      armed = modifiers.includes(key) && ctrlKey && altKey && shiftKey;
      return false;
    }
    const complete = armed && !ctrlKey && !altKey && !shiftKey;
    if (complete) armed = false;
    return complete;
  };
}

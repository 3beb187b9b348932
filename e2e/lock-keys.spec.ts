import { typeText } from "./support/keyboard.ts";
import { expect, test } from "./support/test.ts";

/** A guest's Caps Lock follows the person's keyboard, and never turns what is typed for them into something else. */

for (const protocol of ["vnc", "spice"] as const) {
  test(`the guest's Caps Lock is the person's, over ${protocol}`, async ({ guest, consoleView: view }) => {
    const tiny = await guest({ graphics: [{ type: protocol, password: "secret12" }] });
    await view.open(tiny, protocol);
    /** A key on a keyboard whose Caps Lock is on or off: the browser tells it with every key. */
    const press = (code: string, key: string, modifierCapsLock: boolean) =>
      view.canvas.evaluate(
        (canvas, { code, key, modifierCapsLock }) => {
          canvas.focus();
          for (const type of ["keydown", "keyup"])
            canvas.dispatchEvent(new KeyboardEvent(type, { code, key, modifierCapsLock, bubbles: true, cancelable: true }));
        },
        { code, key, modifierCapsLock },
      );
    await typeText(view.page, "cat >/tmp/typed");
    await press("Enter", "Enter", false);
    const line = async (text: string) => expect.poll(() => tiny.shell("tail -n 1 /tmp/typed")).toBe(text);

    await press("KeyA", "A", true);
    await press("KeyB", "B", true);
    await press("Enter", "Enter", true);
    await line("AB");
    await press("KeyA", "a", false);
    await press("KeyB", "b", true);
    await press("Enter", "Enter", true);
    await line("aB");

    // Caps Lock is on in the guest.
    await view.choose("Keys to send", "Type text…");
    const dialog = view.page.getByRole("dialog", { name: "Type text" });
    await dialog.getByLabel("Text", { exact: true }).fill("xYz\n");
    await dialog.getByRole("button", { name: "Type", exact: true }).click();
    await line("xYz");
  });
}

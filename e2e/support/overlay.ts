import { expect, type Locator, type Page } from "@playwright/test";
import { findings } from "./findings.ts";
import { keyboardFindings } from "./keyboard-walk.ts";

type Overlay = {
  /** What is pressed, by keyboard, to open it; the focus comes back to it. */
  opener: Locator;
  /** The line of the opener's menu that leads there, where it opens one. */
  through?: Locator;
  /** What opens: a dialog or a menu. */
  overlay: Locator;
  /** How often Escape is pressed: where the way through it leads to a page of its own, once more to come back from there. */
  escapes?: number;
  /** Whether axe looks at it, too; not where another test has it do so. */
  axe?: boolean;
  /** Names of controls that another key does the work of. */
  except?: RegExp;
};

/** Opens a dialog or a menu by keyboard, and says what is wrong with it, in light, in dark and by keyboard, each as one line. */
export async function overlayFindings(
  page: Page,
  { opener, through, overlay, escapes = 1, axe = true, except }: Overlay,
): Promise<string[]> {
  const wrong: string[] = [];
  const hasFocus = (where: Locator) => where.evaluate((element) => element.contains(document.activeElement));
  await opener.focus();
  await page.keyboard.press("Enter");
  if (through) {
    await through.focus();
    await page.keyboard.press("Enter");
  }
  await expect(overlay).toBeVisible();
  if (!(await eventually(() => hasFocus(overlay)))) wrong.push("the focus does not go there when it opens");
  if (axe) wrong.push(...(await findings(page)));
  wrong.push(...(await keyboardFindings(page, overlay, except)));
  if (!(await hasFocus(overlay))) wrong.push("Tab leaves it while it is open");
  for (let times = 0; times < escapes; times++) await page.keyboard.press("Escape");
  if (!(await eventually(async () => (await overlay.count()) === 0))) wrong.push("Escape does not close it");
  else if (!(await eventually(() => hasFocus(opener)))) wrong.push("the focus does not come back to what opened it");
  return wrong;
}

async function eventually(holds: () => Promise<boolean>): Promise<boolean> {
  const until = Date.now() + 3_000;
  while (!(await holds())) {
    if (Date.now() > until) return false;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  return true;
}

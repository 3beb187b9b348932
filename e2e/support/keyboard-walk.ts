import type { Locator, Page } from "@playwright/test";

/** What a person can do something with: elements of HTML and roles of ARIA. */
const CONTROLS =
  "a[href], button, input, select, textarea, summary, [tabindex='0'], " +
  ["button", "link", "menuitem", "menuitemcheckbox", "menuitemradio", "option", "tab", "radio", "checkbox", "switch", "combobox", "slider"]
    .map((role) => `[role=${role}]`)
    .join(", ");

/** In these, Tab goes to one control and the arrows to the others (ARIA Authoring Practices, "Keyboard Navigation Inside Components"). */
const GROUPS = ["tablist", "radiogroup", "group", "toolbar", "menu", "listbox", "grid", "tree"].map((role) => `[role=${role}]`).join(", ");

/** More steps than any page has controls. */
const MOST_STEPS = 150;

/** What the page remembers between two keys. */
type Walk = {
  within: Element;
  controls: Element[];
  reached: Set<Element>;
  /** Where the focus was before the last key, and how that looked. */
  before: { element: Element; looks: Map<Element, string> } | null;
  findings: string[];
};
type WithWalk = { oriel: Walk };

/**
 * Goes through all controls of a part of the page by keyboard alone, and says what is wrong, each as one line: a control that neither
 * Tab nor the arrows reach, a focus that is not seen, a focus under something else. `except`: names of controls that another key does
 * the work of. What has no end by Tab, like the picture of a console, is no part to walk through.
 */
export async function keyboardFindings(page: Page, within: Locator, except?: RegExp): Promise<string[]> {
  const first = await within.evaluate(begin, { controls: CONTROLS });
  if (first === null) return ["no control takes the focus"];
  let at: Step = first;
  const seen = new Set<number>();
  // A menu is gone through by the arrows alone: Tab leaves it.
  const isMenu = (await within.getAttribute("role")) === "menu";
  for (let step = 0; step < MOST_STEPS && at.inside && !seen.has(at.index); step++) {
    if (at.index >= 0) seen.add(at.index);
    await goThroughGroup(page);
    if (isMenu) break;
    await page.keyboard.press("Tab");
    at = await page.evaluate(look, GROUPS);
  }
  const { findings, missed } = await page.evaluate(end);
  return [...findings, ...missed.filter((name) => !except?.test(name)).map((name) => `neither Tab nor the arrows reach: ${name}`)];
}

type Step = {
  /** The number of the control that has the focus; -1 where it is none. */
  index: number;
  inside: boolean;
  /** How many controls of its group have not been reached. */
  left: number;
};

/** By the arrows, round to where it began: what they choose is chosen as before. */
async function goThroughGroup(page: Page): Promise<void> {
  for (const arrow of ["ArrowDown", "ArrowRight"]) {
    const { index: from, left } = await page.evaluate(look, GROUPS);
    if (left === 0) return;
    let at = from;
    let moved = true;
    for (let step = 0; moved && step < MOST_STEPS; step++) {
      await page.keyboard.press(arrow);
      const { index } = await page.evaluate(look, GROUPS);
      moved = index !== at && index !== from;
      at = index;
    }
  }
}

/** Runs in the page: finds the controls and focuses the first that Tab would reach. */
function begin(within: Element, { controls: selector }: { controls: string }): Step | null {
  const controls = [...within.querySelectorAll<HTMLElement>(selector)].filter((element) => {
    const { width, height } = element.getBoundingClientRect();
    const usable = !element.matches(":disabled, [aria-disabled=true], input[type=hidden]");
    return (
      usable &&
      width > 1 &&
      height > 1 &&
      element.checkVisibility({ visibilityProperty: true }) &&
      element.closest("[inert], [aria-hidden=true]") === null
    );
  });
  const walk: Walk = { within, controls, reached: new Set(), before: null, findings: [] };
  (window as unknown as WithWalk).oriel = walk;
  const first = controls.find(({ tabIndex }) => tabIndex >= 0);
  if (!first) return null;
  if (!within.contains(document.activeElement)) first.focus({ focusVisible: true } as FocusOptions);
  return { index: controls.indexOf(document.activeElement as HTMLElement), inside: true, left: 0 };
}

/** Runs in the page: notes where the focus is now, and whether it was seen where it came from. */
function look(groups: string): Step {
  const walk = (window as unknown as WithWalk).oriel;
  for (const animation of document.getAnimations())
    if (animation.effect?.getTiming().iterations !== Number.POSITIVE_INFINITY) animation.finish();
  const active = document.activeElement ?? document.body;
  // In a list that is led from a field, the field says which line is meant.
  const meant = document.getElementById(active.getAttribute("aria-activedescendant") ?? "");
  noteWhetherSeen();
  for (const element of [active, meant]) if (element) walk.reached.add(element);
  walk.before = walk.controls.includes(active) ? { element: active, looks: looksOf(active) } : null;
  // The arrows write in a field and open what pops up.
  const ownArrows =
    meant === null && active.matches("input:not([type=checkbox], [type=radio]), textarea, select, [aria-haspopup]:not([role=menuitem])");
  const group = ownArrows ? null : (document.getElementById(active.getAttribute("aria-controls") ?? "") ?? active.closest(groups));
  const left = walk.controls.filter((control) => group?.contains(control) && !walk.reached.has(control)).length;
  return { index: walk.controls.indexOf(meant ?? active), inside: walk.within.contains(active), left };

  function noteWhetherSeen(): void {
    if (walk.before && walk.before.element !== active && walk.before.element.isConnected) {
      const { element, looks } = walk.before;
      const hasCaret = element.matches("textarea, input:not([type=checkbox], [type=radio], [type=range])");
      const changed = [...looksOf(element)].some(
        ([part, style]) => style !== looks.get(part) && (part === element || !part.contains(active)),
      );
      if (!changed && !hasCaret) note("the focus is not seen", element);
    }
    if (!walk.within.contains(active) || walk.reached.has(active) || !walk.controls.includes(active)) return;
    const { left: x, top: y, width, height } = active.getBoundingClientRect();
    const above = document.elementFromPoint(x + width / 2, y + Math.min(height, innerHeight) / 2);
    const same = above && (active.contains(above) || above.contains(active) || above.closest("label")?.contains(active));
    if (!same) note("the focus is under something else or out of sight", active);
  }

  function note(what: string, element: Element): void {
    const name = element.getAttribute("aria-label") ?? element.textContent?.trim().slice(0, 60) ?? "";
    const line = `${what}: ${element.tagName.toLowerCase()} ${name || element.id}`;
    if (!walk.findings.includes(line)) walk.findings.push(line);
  }

  /** What can show a focus: the element, what is in it, what is around it, and what is beside it. */
  function looksOf(element: Element): Map<Element, string> {
    const around = [
      element.parentElement,
      element.parentElement?.parentElement,
      element.previousElementSibling,
      element.nextElementSibling,
    ];
    const parts = [element, ...element.querySelectorAll("*"), ...around.filter((part) => part instanceof Element)];
    return new Map(
      parts.map((part) => {
        const { outline, boxShadow, border, backgroundColor, textDecorationLine } = getComputedStyle(part);
        return [part, [outline, boxShadow, border, backgroundColor, textDecorationLine].join()];
      }),
    );
  }
}

/** Runs in the page: what was found, and which controls the focus never had. */
function end(): { findings: string[]; missed: string[] } {
  const { controls, reached, findings } = (window as unknown as WithWalk).oriel;
  const missed = controls
    .filter((control) => control.isConnected && control.checkVisibility({ visibilityProperty: true }) && !reached.has(control))
    .map((control) => control.getAttribute("aria-label") ?? control.textContent?.trim().slice(0, 60) ?? control.tagName);
  return { findings, missed };
}

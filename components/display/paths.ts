/** Where in the settings: ["graphics", 0, "port"]. */
export type Path = readonly (string | number)[];

/** The id of a field's element in the page. */
export function fieldId(path: Path): string {
  return ["display", ...path].join("-");
}

/** Whether a path is this one or something inside it. */
export function isAtOrUnder(path: Path, above: Path): boolean {
  return above.length <= path.length && above.every((part, index) => part === path[index]);
}

/**
 * Leads to the field of a path, or to the nearest thing around it that the page shows: unfolds what hides it, scrolls to it and gives it
 * the focus. Tells whether there was one.
 */
export function goToField(path: Path): boolean {
  for (let length = path.length; length > 0; length--) {
    const element = document.getElementById(fieldId(path.slice(0, length)));
    if (!element) continue;
    unfold(element);
    element.scrollIntoView({ block: "center" });
    focusable(element)?.focus({ preventScroll: true });
    return true;
  }
  return false;
}

function unfold(element: HTMLElement): void {
  for (let fold = element.closest("details"); fold; fold = fold.parentElement?.closest("details") ?? null) fold.open = true;
}

function focusable(element: HTMLElement): HTMLElement | null {
  const inner = element.querySelector<HTMLElement>("[role=radio][tabindex='0']");
  return inner ?? element;
}

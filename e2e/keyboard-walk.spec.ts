import { expect, test } from "@playwright/test";
import { keyboardFindings } from "./support/keyboard-walk.ts";

/** What the walk by keyboard must find, so that it can be believed where it finds nothing. */

const faults: Record<string, { html: string; found: string[] }> = {
  nothing: {
    html: `<button>One</button><a href="#two">Two</a><label>Three <input></label><input type="radio" name="r" aria-label="Four" checked>
      <input type="radio" name="r" aria-label="Five" disabled><details><summary>Six</summary><button>Folded away</button></details>`,
    found: [],
  },
  "a control that Tab does not reach": {
    html: `<button>One</button><button tabindex="-1">Two</button>`,
    found: ["neither Tab nor the arrows reach: Two"],
  },
  "a focus that is not seen": {
    html: `<button style="outline: none">One</button><button>Two</button>`,
    found: ["the focus is not seen: button One"],
  },
  "a focus under something else": {
    html: `<button>One</button><p style="position: absolute; inset: 0; margin: 0; background: white">Above</p>`,
    found: ["the focus is under something else or out of sight: button One"],
  },
  "tabs that the arrows do not change": {
    html: `<div role="tablist"><button role="tab">One</button><button role="tab" tabindex="-1">Two</button></div>`,
    found: ["neither Tab nor the arrows reach: Two"],
  },
};

for (const [what, { html, found }] of Object.entries(faults)) {
  test(`the walk by keyboard finds ${what}`, async ({ page }) => {
    await page.setContent(`<main style="position: relative">${html}</main>`);
    expect(await keyboardFindings(page, page.getByRole("main"))).toEqual(found);
  });
}

test("the walk by keyboard goes through tabs by the arrows", async ({ page }) => {
  await page.setContent(
    `<main><div role="tablist"><button role="tab">One</button><button role="tab" tabindex="-1">Two</button></div></main>`,
  );
  await page.getByRole("tablist").evaluate((list: HTMLElement) => {
    list.addEventListener("keydown", ({ key }) => {
      const other = [...list.querySelectorAll("button")].find((tab) => tab !== document.activeElement);
      if (key === "ArrowRight") other?.focus();
    });
  });
  expect(await keyboardFindings(page, page.getByRole("main"))).toEqual([]);
});

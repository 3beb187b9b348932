import type { Page } from "@playwright/test";

/** What a page complained about: violations of its Content-Security-Policy, errors in its console, exceptions. */
export class PageErrors {
  readonly #found: string[] = [];

  private constructor() {}

  /** Listens from the page's next document on. */
  static async of(page: Page): Promise<PageErrors> {
    const errors = new PageErrors();
    page.on("pageerror", (error) => errors.#found.push(`${page.url()}: ${error.message}`));
    page.on("console", (message) => {
      if (message.type() === "error") errors.#found.push(`${page.url()}: ${message.text()}`);
    });
    await page.exposeFunction("tellViolation", (text: string) => errors.#found.push(`${page.url()}: ${text}`));
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI, sample }) => {
        const { tellViolation } = window as unknown as { tellViolation(text: string): void };
        tellViolation(`${violatedDirective} forbids ${blockedURI} ${sample}`);
      });
    });
    return errors;
  }

  /** All there were, without those that a test expects. */
  besides(...expected: RegExp[]): string[] {
    return this.#found.filter((text) => !expected.some((pattern) => pattern.test(text)));
  }
}

/** A browser that Playwright cannot drive, with one page in a window of 1440x900. It trusts any certificate. */
export type OtherBrowser = {
  readonly name: string;
  visit(url: string): Promise<void>;
  /** Runs a function in the page, or in the frame that a selector finds there. The function sees its argument and the document, no more. */
  run<Argument, Result>(what: (argument: Argument) => Result, argument: Argument, frame?: string): Promise<Result>;
  /** Clicks with the pointer on what a CSS selector finds. */
  click(selector: string): Promise<void>;
  /** Presses keys together and lets them go, named as Playwright names them: "Shift+A", "Control+c", "F9". */
  press(keys: string): Promise<void>;
  /** What is in the window, as a PNG. */
  screenshot(): Promise<Buffer>;
  close(): Promise<void>;
};

/** A browser, made anew for a test: {@link OtherBrowser}. */
export type Launch = () => Promise<OtherBrowser>;

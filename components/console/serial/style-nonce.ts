/**
 * Runs something during which every `<style>` that is created gets the page's nonce. xterm writes its colours into
 * style elements and takes no nonce, and without one the page's Content-Security-Policy refuses them.
 * (xterm's `documentOverride` does not reach all of them.)
 */
export function withStyleNonce<Result>(run: () => Result): Result {
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce;
  if (!nonce) return run();
  const create = document.createElement;
  // An own property hides the prototype's method only for as long as this synchronous call lasts.
  document.createElement = (name: string, options?: ElementCreationOptions) => {
    const element = create.call(document, name, options);
    if (element instanceof HTMLStyleElement) element.nonce = nonce;
    return element;
  };
  try {
    return run();
  } finally {
    Reflect.deleteProperty(document, "createElement");
  }
}

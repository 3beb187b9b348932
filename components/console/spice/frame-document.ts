/**
 * The document of the frame that reads what a guest sends. Its policy lets it run the scripts it is handed and show
 * pictures and sound it made itself; it reaches no address at all. It comes on top of the page's own policy, which a
 * `srcdoc` document inherits: hence the page's nonce, where there is one.
 */
export function frameDocument(): string {
  const nonce = document.querySelector<HTMLScriptElement>("script[nonce]")?.nonce || crypto.randomUUID();
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "style-src-attr 'unsafe-inline'",
    "img-src data:",
    "media-src blob:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return `<!doctype html>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<style nonce="${nonce}">${style}</style>
<div id="screen"></div>
<script nonce="${nonce}">(${bootstrap})("${nonce}")</script>`;
}

/** The client sizes the screen's element to the guest's picture; here it is the frame that gives the size, and the page that places the picture. */
const style = `
html, body { margin: 0; height: 100%; overflow: hidden; background: transparent; }
#screen { position: relative; width: 100% !important; height: 100% !important; overflow: hidden; touch-action: none; }
#screen > canvas { position: absolute; inset: 0 auto auto 0; outline: none; transform-origin: 0 0; transform: var(--place); image-rendering: var(--edges); }
#screen > canvas[hidden] { display: none; }
#screen:not([data-brought]) > canvas:focus-visible { outline: 2px solid Highlight; outline-offset: -2px; }
`;

/** Waits for the page's one message, keeps its port for the scripts, and runs them. */
const bootstrap = `(nonce) => addEventListener("message", ({ data, ports }) => {
  globalThis.oriel = ports[0];
  for (const text of data) {
    const script = document.createElement("script");
    script.nonce = nonce;
    script.textContent = text;
    document.head.append(script);
  }
}, { once: true })`;

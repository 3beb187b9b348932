import { BINARY_SUBPROTOCOL, TICKET_SUBPROTOCOL } from "#server/contract/console.ts";
import { errorCodes, errorRow } from "#server/errors.ts";

/** What a list of addresses cannot say: how to sign in, what errors look like, how a console's WebSocket is used. */
export function prose(): string {
  return [
    "Every virtual machine's screen, one click away in a browser.",
    "## Sign-in",
    "`POST /api/auth/sign-in/email` sets a session cookie; send it with every request. Programs need no other header. Requests of " +
      "browsers that change something must come from the portal's own pages (Origin and Sec-Fetch-Site are checked).",
    "## Errors",
    "Every error is `{error: {code, message, action, details?}}`. `code` is stable; `message` says what happened and `action` what to " +
      "do, for people; `details` is technical.",
    "## Consoles",
    "`POST /api/consoles` answers a pass. Within 30 seconds, open a WebSocket at its `path` on the same origin, with the same session " +
      `cookie, an \`Origin\` header that is the portal's, and two subprotocols: \`${BINARY_SUBPROTOCOL}\` and ` +
      `\`${TICKET_SUBPROTOCOL}<ticket>\`. The answer chooses \`${BINARY_SUBPROTOCOL}\`. Each ticket opens one console once, for the ` +
      "sign-in it was made for. Binary messages carry the console's bytes as a stream; where a message ends means nothing. Text messages " +
      "are notes between the portal's own pages and the relay: other clients send none, and get none.",
    "- `vnc`: RFB 3.8 with security type None; the portal has done the machine's own authentication.\n" +
      "- `serial`: the bytes of the terminal, both ways.\n" +
      "- `spice`: the SPICE link of the main channel, its ticket encrypted with the relay's key and of no meaning: the portal has the " +
      "display's password. Further channels of the session are further WebSockets with the same ticket, while the first is open.",
    `A foreign Origin is answered 403, and what is no WebSocket handshake for \`${BINARY_SUBPROTOCOL}\` 400, both without an upgrade. ` +
      "While the portal starts, the answer is 503. Every other refusal upgrades and closes at once, with a close " +
      "code of this table and the error's code as the reason:",
    closeCodes(),
  ].join("\n\n");
}

function closeCodes(): string {
  const rows = errorCodes.map((code) => ({ code, ...errorRow(code) }));
  const lines = rows.map(({ code, close, message }) => `| ${close} | \`${code}\` | ${message} |`);
  return ["| close code | reason | |", "| --- | --- | --- |", ...lines].join("\n");
}

/**
 * Every error that leaves the server, in one table: what it is called, the HTTP status and the
 * WebSocket close code (private range, RFC 6455 section 7.4.2) that carry it, what happened, and what to do.
 */
const table = {
  "bad-request": [400, 4400, "The request is not of the form this address takes.", "Compare it with the description at /api/openapi.json."],
  "not-signed-in": [401, 4401, "You are not signed in, or your sign-in has ended.", "Sign in and try again."],
  "wrong-password": [401, 4401, "The email or the password is wrong.", "Check both and try again."],
  "too-many-attempts": [429, 4429, "Too many attempts in a short time.", "Wait a minute, then try again."],
  "too-many-consoles": [429, 4429, "Too many consoles are open at once.", "Close a console you no longer need, then try again."],
  "not-allowed": [403, 4403, "Your role does not allow this.", "Ask an administrator for the right."],
  "wrong-origin": [
    403,
    4403,
    "The request came from a page that is not this portal.",
    "Open the portal at its own address. Administrators set it with ORIEL_URL.",
  ],
  "not-found": [404, 4404, "There is nothing at this address.", "Check the address."],
  "wrong-method": [405, 4405, "This address does not take this method.", "Compare the request with the description at /api/openapi.json."],
  "machine-unknown": [404, 4404, "No machine has this id.", "Go back to the list: it may have been removed."],
  "host-unknown": [404, 4404, "No hypervisor has this name.", "Check ORIEL_HYPERVISORS."],
  "ticket-unknown": [403, 4410, "This console ticket is not valid.", "Open the console again from the list of machines."],
  "ticket-used": [403, 4411, "This console ticket has been used already.", "Open the console again: each ticket opens one."],
  "ticket-expired": [403, 4412, "This console ticket has expired.", "Open the console again."],
  "ticket-foreign": [403, 4413, "This console ticket belongs to another sign-in.", "Open the console from your own sign-in."],
  "machine-off": [409, 4420, "The machine is off.", "Start it to see its screen."],
  "machine-changed": [409, 4421, "The machine was stopped or replaced while the console was opening.", "Open the console again."],
  "no-such-display": [409, 4422, "The machine has no display of this kind.", "Choose another protocol."],
  "display-unreachable": [502, 4430, "The machine's display does not answer.", "Check that the hypervisor lets this portal reach it."],
  "display-refused": [502, 4431, "The machine's display refused the portal.", "An administrator should check the display's password."],
  "display-protocol": [
    502,
    4432,
    "The machine's display speaks in a way that could not be understood.",
    "Open the console again. If it happens again, tell an administrator.",
  ],
  "display-address": [
    502,
    4433,
    "The machine's display is at an address the portal must not dial.",
    "An administrator should check the display's listen address and port.",
  ],
  "display-closed": [502, 4434, "The machine closed the display.", "Open the console again."],
  "display-inside": [
    409,
    4435,
    "The machine's display cannot be reached from outside its hypervisor.",
    "Use the console in the browser, or run the viewer on the hypervisor.",
  ],
  "display-untrusted": [
    502,
    4436,
    "The machine's display could not prove that it is the right one.",
    "An administrator should check its certificate, and the authority that ORIEL_DISPLAY_CA names.",
  ],
  "display-unprotected": [
    502,
    4437,
    "The machine's display let in somebody who does not know its password.",
    "Set its password again and power the machine off and on. Until then, keep its port from the network.",
  ],
  "display-silent": [
    502,
    4438,
    "The machine's display answers and shows no picture.",
    "Wait for the machine to start. If it stays so, choose another video model.",
  ],
  "console-held": [
    409,
    4440,
    "Somebody else is using this console, and it takes one person at a time.",
    "Wait, or take it over: that ends theirs.",
  ],
  "console-driven": [409, 4442, "Somebody else controls this machine, and alone.", "Watch along, and ask them to hand it over."],
  "driver-changed": [409, 4443, "Somebody else controls this machine now.", "Watch along, or ask for it back."],
  "console-taken": [409, 4441, "Somebody else took this console over.", "Take it back when they are done."],
  "host-unreachable": [503, 4450, "The hypervisor does not answer.", "Check that it is on and that libvirt runs there."],
  "host-refused": [502, 4451, "The hypervisor refused the portal.", "Check the portal's permission to use libvirt on that host."],
  "libvirt-failed": [409, 4452, "The hypervisor could not do this.", "See the details for what libvirt said."],
  busy: [409, 4453, "Another action on this machine is still under way.", "Wait until it has ended."],
  "definition-changed": [409, 4454, "The machine's definition was changed meanwhile.", "Look at it again, then make the change anew."],
  "change-refused": [422, 4455, "This change cannot be made.", "The details name what stands against it."],
  "change-under-way": [409, 4456, "A change of this machine's definition is still under way.", "Wait until it has ended."],
  "change-unknown": [
    404,
    4457,
    "This machine has no such change.",
    "Go back to the machine's display settings: it may be too old to be kept.",
  ],
  "change-not-restorable": [
    409,
    4458,
    "The definition from before this change is not kept, or can no longer be read.",
    "Choose another change, or edit the settings by hand.",
  ],
  "not-persistent": [
    409,
    4459,
    "The machine has no definition: it is gone when it is switched off.",
    "Define it with libvirt first, then change it here.",
  ],
  revoked: [403, 4460, "Your right to this console was taken away.", "Ask an administrator."],
  "rules-changed": [
    409,
    4463,
    "An administrator changed what may be copied and sent.",
    "The console comes back by itself, with the new rules.",
  ],
  "client-protocol": [400, 4461, "The console client sent something that could not be understood.", "Reload the page."],
  "client-too-slow": [
    408,
    4462,
    "The connection to your browser stopped answering.",
    "Check your network: the console comes back by itself.",
  ],
  "store-unavailable": [
    503,
    4470,
    "The portal cannot reach its own records.",
    "Try again in a moment. If it stays so, tell an administrator.",
  ],
  restarting: [503, 1012, "The portal is restarting.", "The console comes back by itself."],
  "setup-done": [410, 4480, "This set-up link has been used or has expired.", "Sign in, or make a person with `npm run user -- add`."],
  "email-taken": [409, 4481, "Somebody with this email exists already.", "Choose another email."],
  "person-unknown": [404, 4482, "Nobody has this email.", "Check it: `npm run user -- list` shows everybody."],
  "last-admin": [409, 4483, "This is the last administrator.", "Make somebody else an administrator first."],
  internal: [500, 4500, "Something went wrong in the portal.", "Try again. If it happens again, tell an administrator what you did."],
} as const satisfies Record<string, readonly [http: number, close: number, message: string, action: string]>;

/** The name of an error; stable, part of the public API. */
export type ErrorCode = keyof typeof table;

/** One row of the table. `http` is a status; `close` a WebSocket close code. */
export type ErrorRow = { http: number; close: number; message: string; action: string };

/** All codes, in the order of the table. */
export const errorCodes = Object.keys(table) as ErrorCode[];

/** The table's row for a code. */
export function errorRow(code: ErrorCode): ErrorRow {
  const [http, close, message, action] = table[code];
  return { http, close, message, action };
}

/**
 * An error with a code of the table. `details` is for the person behind a "Details" fold: technical, never a secret.
 * Compare with {@link isOrielError}, never with instanceof: the web bundle holds its own copy of this class.
 */
export class OrielError extends Error {
  override readonly name = "OrielError";
  readonly code: ErrorCode;
  readonly details: string | undefined;

  constructor(code: ErrorCode, details?: string, options?: ErrorOptions) {
    super(details ? `${code}: ${details}` : code, options);
    this.code = code;
    this.details = details;
  }
}

/** Whether a thrown value is an {@link OrielError}, also one that was made by another bundle's copy of the class. */
export function isOrielError(error: unknown): error is OrielError {
  return error instanceof Error && error.name === "OrielError" && "code" in error && String(error.code) in table;
}

/** The body of an API error, as the contract has it. */
export function errorBody(error: OrielError): { error: { code: ErrorCode; message: string; action: string; details?: string } } {
  const { message, action } = errorRow(error.code);
  return { error: { code: error.code, message, action, ...(error.details && { details: error.details }) } };
}

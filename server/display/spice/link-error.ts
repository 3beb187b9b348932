import { type ErrorCode, OrielError } from "#server/errors.ts";

/** What a link is answered with (spice-protocol, spice/enums.h: SpiceLinkErr). */
export const linkErrors = {
  ok: 0,
  error: 1,
  invalidMagic: 2,
  invalidData: 3,
  versionMismatch: 4,
  needSecured: 5,
  needUnsecured: 6,
  permissionDenied: 7,
  badConnectionId: 8,
  channelNotAvailable: 9,
} as const;

/** A link that one side refused: an OrielError that also knows how SPICE says it. */
export class LinkRefusal extends OrielError {
  /** SpiceLinkErr. */
  readonly linkError: number;

  constructor(code: ErrorCode, linkError: number, details: string) {
    super(code, details);
    this.linkError = linkError;
  }
}

const meanings: Record<number, [code: ErrorCode, details: string]> = {
  [linkErrors.versionMismatch]: ["display-protocol", "it speaks another version of SPICE"],
  [linkErrors.needSecured]: ["display-refused", "it takes this channel over TLS only"],
  [linkErrors.needUnsecured]: ["display-refused", "it takes this channel without TLS only"],
  [linkErrors.permissionDenied]: ["display-refused", "it does not take the password"],
  [linkErrors.badConnectionId]: ["display-closed", "it no longer knows this session"],
  [linkErrors.channelNotAvailable]: ["display-refused", "it has no such channel"],
};

/** What a display's refusal means. */
export function refusalOf(linkError: number): LinkRefusal {
  const [code, details] = meanings[linkError] ?? ["display-refused", `link error ${linkError}`];
  return new LinkRefusal(code, linkError, details);
}

/** How SPICE says an error to the browser's client. */
export function linkErrorOf(error: unknown): number {
  return error instanceof LinkRefusal ? error.linkError : linkErrors.error;
}

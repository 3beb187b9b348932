/** An error that libvirt answered with (remote_error of the remote protocol). */
export class LibvirtError extends Error {
  override readonly name = "LibvirtError";
  /** virErrorNumber: which error; see {@link errorCode}. */
  readonly code: number;
  /** virErrorDomain: which part of libvirt. */
  readonly domain: number;
  /** virErrorLevel: 1 a warning, 2 an error. */
  readonly level: number;

  constructor(error: { message: string; code: number; domain: number; level: number }) {
    super(error.message);
    this.code = error.code;
    this.domain = error.domain;
    this.level = error.level;
  }
}

/** The connection could not be made, was lost, or was closed while something was under way. */
export class LinkError extends Error {
  override readonly name = "LinkError";
  /** The system's word for it, where it has one: "ENOENT", "EACCES", "ECONNREFUSED" ... */
  readonly systemCode: string | undefined;

  constructor(message: string, options: { cause?: unknown; systemCode?: string } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.systemCode = options.systemCode ?? systemCodeOf(options.cause);
  }
}

/** The daemon did not answer within the time that the call was given. */
export class DeadlineError extends Error {
  override readonly name = "DeadlineError";
}

/** The daemon sent something that is not the protocol. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** The values of virErrorNumber that are told apart here (libvirt's virterror.h; they never change). */
export const errorCode = {
  internalError: 1,
  noSupport: 3,
  noConnect: 5,
  invalidArgument: 8,
  operationFailed: 9,
  operationDenied: 29,
  noDomain: 42,
  authFailed: 45,
  noNodeDevice: 53,
  operationInvalid: 55,
  configUnsupported: 67,
  operationTimeout: 68,
  authCancelled: 79,
  authUnavailable: 80,
  operationUnsupported: 84,
  agentUnresponsive: 86,
  accessDenied: 88,
  deviceMissing: 99,
} as const;

function systemCodeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : undefined;
}

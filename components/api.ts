import type { ApiError } from "#server/contract/error.ts";
import { withBase } from "./base-path.ts";

/** A call that did not work: the API's error, or code `offline` when the portal did not answer at all. */
export class ApiFailure extends Error {
  override readonly name = "ApiFailure";
  readonly code: string;
  readonly action: string;
  readonly details: string | undefined;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(status: number, error: ApiError) {
    super(error.message);
    this.status = status;
    this.code = error.code;
    this.action = error.action;
    this.details = error.details;
  }
}

type Options = { signal?: AbortSignal };

/** Calls the portal's API. Paths start with a slash and leave out the base path: `/api/vms`. */
export const api = {
  /** @throws {ApiFailure} */
  get: <T>(path: string, options?: Options) => call<T>("GET", path, undefined, options),
  /** @throws {ApiFailure} */
  post: <T>(path: string, body: unknown = {}, options?: Options) => call<T>("POST", path, body, options),
  /** Asks for what is no JSON but a file. @throws {ApiFailure} */
  file: async (path: string, body: unknown): Promise<Blob> => (await succeed("POST", path, body)).blob(),
  /** @throws {ApiFailure} */
  put: <T>(path: string, body: unknown, options?: Options) => call<T>("PUT", path, body, options),
  /** @throws {ApiFailure} */
  delete: <T>(path: string, options?: Options) => call<T>("DELETE", path, undefined, options),
};

async function call<T>(method: string, path: string, body: unknown, options: Options = {}): Promise<T> {
  const response = await succeed(method, path, body, options);
  return (await response.json().catch(() => null)) as T;
}

async function succeed(method: string, path: string, body: unknown, options: Options = {}): Promise<Response> {
  const response = await request(method, path, body, options);
  if (!response.ok) throw failureOf(response.status, await response.json().catch(() => null));
  return response;
}

async function request(method: string, path: string, body: unknown, { signal }: Options): Promise<Response> {
  try {
    return await fetch(withBase(path), {
      method,
      credentials: "same-origin",
      headers: { accept: "application/json", ...(body !== undefined && { "content-type": "application/json" }) },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw offline(cause);
  }
}

/** The failure of a call that got no answer. */
export function offline(cause?: unknown): ApiFailure {
  return new ApiFailure(0, { code: "offline", message: "", action: "", ...(cause instanceof Error && { details: cause.message }) });
}

/** Reads the error body of the contract; an answer without one (a proxy's page) counts as `internal`. */
export function failureOf(status: number, data: unknown): ApiFailure {
  const error = (data as { error?: Partial<ApiError> } | null)?.error;
  if (typeof error?.code === "string") {
    const { code, message = "", action = "", details } = error;
    return new ApiFailure(status, { code, message, action, ...(details && { details }) });
  }
  return new ApiFailure(status, { code: "internal", message: "", action: "", details: `HTTP ${status}` });
}

/** Whatever was thrown, as a failure that can be shown. */
export function toFailure(thrown: unknown): ApiFailure {
  if (thrown instanceof ApiFailure) return thrown;
  const details = thrown instanceof Error ? thrown.message : String(thrown);
  return new ApiFailure(0, { code: "internal", message: "", action: "", details });
}

import type { z } from "zod";
import { OrielError } from "#server/errors.ts";
import type { Incoming, InputSchema } from "./endpoint.ts";

const MAX_BODY = 64 * 1024;

/**
 * The request's params, query and JSON body, checked.
 * @throws {OrielError} bad-request, its details naming each wrong field
 */
export async function readInput<Input extends InputSchema>(schema: Input, { request, params }: Incoming): Promise<z.output<Input>> {
  const query = Object.fromEntries(new URL(request.url).searchParams);
  const body = "body" in schema.shape ? await readJson(request) : undefined;
  const result = schema.safeParse({ params, query, body });
  if (result.success) return result.data;
  const wrong = result.error.issues.map((issue) => `${issue.path.join(".")}: ${issue.message}`);
  throw new OrielError("bad-request", wrong.join("; "));
}

async function readJson(request: Request): Promise<unknown> {
  if (!/^application\/json\s*(;|$)/i.test(request.headers.get("content-type") ?? ""))
    throw new OrielError("bad-request", "The body must be JSON, with Content-Type: application/json.");
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new OrielError("bad-request", `The body is no JSON: ${error instanceof Error ? error.message : error}`);
  }
}

async function readText(request: Request): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of request.body ?? []) {
    size += chunk.byteLength;
    if (size > MAX_BODY) throw new OrielError("bad-request", `The body is larger than ${MAX_BODY} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

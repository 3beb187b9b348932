import { z } from "zod";
import { type Action, policy } from "#server/access/policy.ts";
import { type ErrorCode, OrielError } from "#server/errors.ts";
import { type AuditStart, audited } from "../audited.ts";
import { errorFor } from "../hosts-for.ts";
import type { Runtime, Session } from "../runtime.ts";
import { readInput } from "./read-input.ts";

/** A request on its way to its endpoint. */
export type Incoming = {
  runtime: Runtime;
  request: Request;
  /** The client's address, as the front door saw it. */
  address: string;
  /** The parts of the path that stand for `{name}`. */
  params: Record<string, string>;
};

/** What an endpoint takes: a zod object of `params`, `query` and `body`, each only where there is one. */
export type InputSchema = z.ZodObject<{ params?: z.ZodObject; query?: z.ZodObject; body?: z.ZodObject }>;

/** A request whose form is checked. */
export type Call<Input extends InputSchema> = Incoming & { input: z.output<Input> };

/** A checked request of somebody who is signed in. */
export type SignedIn<Input extends InputSchema> = Call<Input> & { session: Session };

type Answer = {
  status: number;
  description: string;
  /** JSON of this schema, or another media type; neither: no body. */
  schema?: z.ZodType;
  media?: string;
};

type Description<Input extends InputSchema> = {
  method: "GET" | "POST" | "PUT" | "DELETE";
  /** Without the base path, as OpenAPI writes it: "/api/vms/{id}". */
  path: string;
  /** A name for generated clients: "listVms". */
  id: string;
  summary: string;
  description?: string;
  input: Input;
  answer: Answer;
  /** Those beside the errors that every endpoint can give. */
  errors: readonly ErrorCode[];
};

/** One address of the API. */
export type Endpoint = Description<InputSchema> & {
  /** Whether it asks for a sign-in. */
  open: boolean;
  respond(incoming: Incoming): Promise<Response>;
};

type Guarded<Input extends InputSchema> = Description<Input> & {
  /** What policy() is asked; "own": nothing, it touches only what is the person's own. */
  allows: Action | "own" | ((input: z.output<Input>) => Action[]);
  /** The row of the audit log that says how it went; absent: none is written. */
  audit?(call: SignedIn<Input>): Omit<AuditStart, "actor" | "address">;
  handle(call: SignedIn<Input>): Promise<Response> | Response;
};

type Open<Input extends InputSchema> = Description<Input> & {
  handle(call: Call<Input>): Promise<Response> | Response;
};

/** What an endpoint takes that takes nothing. */
export const nothing = z.object({});

/** An endpoint for those who are signed in and whom policy() allows it. */
export function guarded<Input extends InputSchema>(definition: Guarded<Input>): Endpoint {
  const { allows, audit, handle, ...description } = definition;
  return {
    ...description,
    open: false,
    async respond(incoming) {
      const session = await incoming.runtime.session(incoming.request.headers);
      if (!session) throw new OrielError("not-signed-in");
      const call = { ...incoming, session, input: await readInput(description.input, incoming) };
      const act = async () => {
        for (const right of rightsFor(allows, call.input)) if (!policy(session.person, right)) throw new OrielError("not-allowed");
        return handle(call);
      };
      const start = audit && { ...audit(call), actor: session.person, address: incoming.address };
      try {
        return await (start ? audited(incoming.runtime.store, start, act) : act());
      } catch (error) {
        throw errorFor(session.person, error);
      }
    },
  };
}

function rightsFor<Input>(allows: Action | "own" | ((input: Input) => Action[]), input: Input): Action[] {
  if (typeof allows === "function") return allows(input);
  return allows === "own" ? [] : [allows];
}

/** An endpoint for everybody. */
export function open<Input extends InputSchema>(definition: Open<Input>): Endpoint {
  const { handle, ...description } = definition;
  return {
    ...description,
    open: true,
    async respond(incoming) {
      return handle({ ...incoming, input: await readInput(description.input, incoming) });
    },
  };
}

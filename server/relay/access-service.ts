import { type AuditEntry, audit } from "#server/access/audit.ts";
import { type Auth, type SignIn, sessionOf } from "#server/access/auth.ts";
import { type Caps, closeConsole, closeLost, openConsole } from "#server/access/consoles.ts";
import { acquireLease, releaseLease } from "#server/access/lease.ts";
import { type Redeemed, redeemTicket } from "#server/access/tickets.ts";
import { type ErrorCode, errorRow, isOrielError, OrielError } from "#server/errors.ts";
import type { Logger } from "#server/log.ts";
import { noteFailedStart } from "#server/store/failed-start.ts";
import type { Store } from "#server/store/open.ts";
import type { Access, Asking, Ended } from "./access.ts";
import type { Admission } from "./admission.ts";
import { GroupedWrites } from "./grouped-writes.ts";
import { StrangerRefusals } from "./stranger-refusals.ts";

/** The relay's id is that of this process: consoles of others are not its own. */
export type AccessServiceOptions = { store: Store; auth: Auth; relay: string; caps: Caps; log: Logger };

/** Asks the store itself. It blocks its thread: the relay runs it in a worker. */
export class AccessService implements Access {
  readonly #options: AccessServiceOptions;
  readonly #writes: GroupedWrites;
  readonly #strangers: StrangerRefusals;

  constructor(options: AccessServiceOptions) {
    this.#options = options;
    this.#writes = new GroupedWrites(options.store);
    this.#strangers = new StrangerRefusals((entry) => this.#record(entry), options.log);
  }

  async admit(asking: Asking): Promise<Admission> {
    const { store, relay, caps } = this.#options;
    let signIn: SignIn | null = null;
    let redeemed: Redeemed | null = null;
    try {
      signIn = await this.#signIn(asking);
      redeemed = await redeem(store, signIn, asking.ticket);
      const { person, takeOver, start, ...rest } = redeemed;
      const { id, exchange } = await openConsole(store, { ...rest, relay, personId: person.id, address: asking.address }, caps);
      return { consoleId: id, exchange, person, takeOver, start, ...rest, address: asking.address };
    } catch (error) {
      const refusal = asOrielError(error);
      await this.#recordRefusal(asking, signIn, redeemed, refusal);
      throw refusal;
    }
  }

  async join(asking: Asking, admission: Admission): Promise<void> {
    let signIn: SignIn | null = null;
    try {
      signIn = await this.#signIn(asking);
      if (signIn.sessionId !== admission.sessionId) throw new OrielError("ticket-foreign");
    } catch (error) {
      const refusal = asOrielError(error);
      await this.#recordRefusal(asking, signIn, admission, refusal);
      throw refusal;
    }
  }

  async refused({ address }: Pick<Asking, "address">, code: ErrorCode, details?: string): Promise<void> {
    await this.#strangers.record({
      action: "console.refused",
      outcome: "refused",
      actor: null,
      address,
      code,
      ...(details && { detail: { details } }),
    });
  }

  async opened(admission: Admission): Promise<void> {
    const detail = { ...kindOf(admission), takeOver: admission.takeOver };
    await this.#record({ ...about(admission), action: "console.open", outcome: "ok", detail });
  }

  async failed(admission: Admission, code: ErrorCode, details?: string): Promise<void> {
    const { consoleId } = admission;
    const detail = { ...kindOf(admission), ...(details && { details }) };
    const entry: AuditEntry = { ...about(admission), action: "console.refused", outcome: "failed", code, detail };
    await this.#writes.run(async (store) => {
      await closeConsole(store, consoleId, { closeCode: errorRow(code).close, bytesDown: 0, bytesUp: 0 });
      await audit(store, entry);
      if (admission.start && code === "libvirt-failed") await noteFailedStart(store, admission.vm, details ?? "");
    });
  }

  async handedOver(from: Admission, to: Admission): Promise<void> {
    const detail = { ...kindOf(from), to: { id: to.person.id, email: to.person.email } };
    await this.#record({ ...about(from), action: "console.hand-over", outcome: "ok", detail });
  }

  async closed(admission: Admission, { code, details, closeCode, bytesDown, bytesUp }: Ended): Promise<void> {
    const { consoleId } = admission;
    const { start: _, ...kind } = kindOf(admission);
    const detail = { ...kind, closeCode, bytesDown, bytesUp, ...(details && { details }) };
    const entry: AuditEntry = { ...about(admission), action: "console.close", outcome: "ok", code, detail };
    await this.#writes.run(async (store) => {
      await closeConsole(store, consoleId, { closeCode, bytesDown, bytesUp });
      await audit(store, entry);
    });
  }

  async carried(consoleIds: readonly string[]): Promise<void> {
    await closeLost(this.#options.store, this.#options.relay, consoleIds);
  }

  acquireLease(name: string): Promise<string | null> {
    return acquireLease(this.#options.store, name);
  }

  releaseLease(name: string, holder: string): Promise<void> {
    return releaseLease(this.#options.store, name, holder);
  }

  /** Records what is still to be recorded. */
  async close(): Promise<void> {
    await this.#strangers.flush();
  }

  async #signIn({ cookie }: Asking): Promise<SignIn> {
    const found = cookie === "" ? null : await sessionOf(this.#options.auth, new Headers({ cookie }));
    if (found === null) throw new OrielError("not-signed-in");
    return found;
  }

  async #recordRefusal(
    asking: Asking,
    signIn: SignIn | null,
    redeemed: Pick<Redeemed, "vm"> | null,
    { code, details }: OrielError,
  ): Promise<void> {
    if (signIn === null) return this.refused(asking, code, details);
    await this.#record({
      action: "console.refused",
      outcome: "refused",
      actor: { id: signIn.person.id, email: signIn.person.email },
      address: asking.address,
      vm: redeemed && { id: redeemed.vm, name: null },
      code,
      ...(details && { detail: { details } }),
    });
  }

  #record(entry: AuditEntry): Promise<void> {
    return this.#writes.run((store) => audit(store, entry));
  }
}

async function redeem(store: Store, { sessionId }: SignIn, ticket: string | null): Promise<Redeemed> {
  if (ticket === null) throw new OrielError("ticket-unknown");
  return redeemTicket(store, { ticket, sessionId });
}

function about({ person, address, vm }: Admission): Pick<AuditEntry, "actor" | "address" | "vm"> {
  return { actor: { id: person.id, email: person.email }, address, vm: { id: vm, name: null } };
}

/** Which console it is, as its rows name it. */
function kindOf({ consoleId, protocol, mode, device, start }: Admission) {
  return { consoleId, protocol, mode, ...(device > 0 && { device }), ...(start && { start }) };
}

function asOrielError(error: unknown): OrielError {
  return isOrielError(error) ? error : new OrielError("store-unavailable", undefined, { cause: error });
}

import { policy } from "#server/access/policy.ts";
import type { NoteFromRelay } from "#server/contract/console-note.ts";
import type { VmId } from "#server/contract/vm.ts";
import { type ErrorCode, OrielError } from "#server/errors.ts";
import type { Admission } from "./admission.ts";

/** A console as those who have the same machine open know it. */
export type Member = {
  readonly admission: Admission;
  /** When it was opened. */
  readonly since: Date;
  readonly ended: boolean;
  /** Tells its browser, where that takes notes. */
  tell(note: NoteFromRelay): void;
  end(code: ErrorCode): void;
};

type Room = {
  members: Set<Member>;
  /** Who alone may control the machine, by the person's id; null: everybody who has the right. */
  driver: string | null;
  /** Frees the controls; runs while who drives is not there. */
  leaving: NodeJS.Timeout | undefined;
};

/** A page that changes from watching to controlling closes one console and opens another: so long, in ms, its person still drives. */
const GRACE_MS = 10_000;

/**
 * Who has a machine's shared display open on this relay, and who drives. Several people may control one machine, until one of them takes it
 * over, or is handed it: then the others watch, and only who has the right to may take it over.
 */
export class Company {
  readonly #rooms = new Map<VmId, Room>();

  /**
   * Whether a console may be opened as it was asked for.
   * @throws {OrielError} console-driven; not-allowed where it is to be taken over without the right to
   */
  admit({ vm, mode, person, takeOver }: Admission): void {
    const driver = this.#rooms.get(vm)?.driver ?? null;
    if (mode === "view" || driver === null || driver === person.id) return;
    if (!takeOver) throw new OrielError("console-driven");
    if (!policy(person, "console.take-over", { vm })) throw new OrielError("not-allowed");
  }

  /** Takes a console in that has opened. */
  enter(member: Member): void {
    const { vm, mode, person, takeOver } = member.admission;
    const room = this.#rooms.get(vm) ?? { members: new Set(), driver: null, leaving: undefined };
    this.#rooms.set(vm, room);
    room.members.add(member);
    if (mode === "control" && takeOver && policy(person, "console.take-over", { vm })) this.#drive(room, person.id);
    this.#watchDriver(vm, room);
    this.#tellAll(room);
  }

  leave(member: Member): void {
    const { vm } = member.admission;
    const room = this.#rooms.get(vm);
    if (!room?.members.delete(member)) return;
    if (room.members.size === 0 && room.driver === null) this.#rooms.delete(vm);
    else this.#watchDriver(vm, room);
    this.#tellAll(room);
  }

  /**
   * Lets another console's person control the machine, in the place of all others.
   * @returns whom; null where the one who asks may not, or the other is not there or may not
   */
  handOver(from: Member, to: string): Member | null {
    const { vm, person } = from.admission;
    const room = this.#rooms.get(vm);
    const target = [...(room?.members ?? [])].find(({ admission }) => admission.consoleId === to);
    if (!room || !target || !this.#mayHandOver(room, from, target)) return null;
    target.tell({ type: "yours", from: person.name });
    this.#drive(room, target.admission.person.id);
    this.#watchDriver(vm, room);
    this.#tellAll(room);
    return target;
  }

  /** Tells one console who is there. */
  greet(member: Member): void {
    const room = this.#rooms.get(member.admission.vm);
    if (room?.members.has(member)) this.#tell(room, member);
  }

  /** Who controls may hand over; where that throws out somebody else, they must have the right to take over, too. */
  #mayHandOver({ members, driver }: Room, from: Member, to: Member): boolean {
    const { vm, mode, person } = from.admission;
    const heir = to.admission.person;
    if (!members.has(from) || mode !== "control" || (driver !== null && driver !== person.id)) return false;
    if (to.ended || heir.id === person.id || !policy(heir, "console.control", { vm })) return false;
    const throwsOut = [...members].some(
      ({ ended, admission }) => !ended && admission.mode === "control" && ![person.id, heir.id].includes(admission.person.id),
    );
    return !throwsOut || policy(person, "console.take-over", { vm });
  }

  #drive(room: Room, person: string): void {
    room.driver = person;
    for (const member of [...room.members]) {
      const { mode, person: one } = member.admission;
      if (mode === "control" && one.id !== person) member.end("driver-changed");
    }
  }

  #watchDriver(vm: VmId, room: Room): void {
    const there = [...room.members].some(
      ({ admission, ended }) => !ended && admission.mode === "control" && admission.person.id === room.driver,
    );
    if (room.driver !== null && !there) {
      room.leaving ??= setTimeout(() => this.#free(vm, room), GRACE_MS).unref();
      return;
    }
    clearTimeout(room.leaving);
    room.leaving = undefined;
  }

  #free(vm: VmId, room: Room): void {
    room.driver = null;
    room.leaving = undefined;
    if (room.members.size === 0) this.#rooms.delete(vm);
    this.#tellAll(room);
  }

  #tellAll(room: Room): void {
    for (const member of room.members) this.#tell(room, member);
  }

  #tell(room: Room, member: Member): void {
    const people = [...room.members]
      .filter(({ ended }) => !ended)
      .map((one) => {
        const { consoleId, person, mode } = one.admission;
        return {
          id: consoleId,
          name: person.name,
          mode,
          since: one.since.toISOString(),
          here: one === member,
          drives: mode === "control" && person.id === room.driver,
          mayBeHandedTo: this.#mayHandOver(room, member, one),
        };
      });
    member.tell({
      type: "company",
      people,
      mayTakeOver: policy(member.admission.person, "console.take-over", { vm: member.admission.vm }),
    });
  }
}

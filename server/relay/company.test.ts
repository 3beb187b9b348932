import { beforeEach, expect, test, vi } from "vitest";
import type { NoteFromRelay } from "#server/contract/console-note.ts";
import type { Role } from "#server/contract/person.ts";
import { everythingAllowed } from "#server/contract/settings.ts";
import type { ErrorCode } from "#server/errors.ts";
import type { Admission } from "./admission.ts";
import { Company, type Member } from "./company.ts";

const VM = "local.00000000-0000-4000-8000-000000000001";

class FakeMember implements Member {
  readonly admission: Admission;
  readonly since = new Date(0);
  ended = false;
  told: NoteFromRelay[] = [];
  readonly #company: Company;

  constructor(company: Company, name: string, role: Role, { mode = "control", takeOver = false }: Partial<Admission> = {}) {
    this.#company = company;
    const person = { id: name, name, email: `${name}@example.org`, role };
    const what = { vm: VM, protocol: "vnc", mode, takeOver, device: 0, start: false, exchange: everythingAllowed } as const;
    this.admission = { consoleId: `${name}-${mode}`, sessionId: name, person, address: "192.0.2.1", ...what };
  }
  tell(note: NoteFromRelay): void {
    this.told.push(note);
  }
  end(code: ErrorCode): void {
    this.ended = true;
    this.endedBy = code;
    this.#company.leave(this);
  }
  endedBy: ErrorCode | null = null;
  get heirs() {
    const note = this.told.findLast(({ type }) => type === "company");
    return note?.type === "company" ? note.people.filter(({ mayBeHandedTo }) => mayBeHandedTo).map(({ name }) => name) : null;
  }
  get people() {
    const note = this.told.findLast(({ type }) => type === "company");
    return note?.type === "company" ? note.people.map(({ name, mode, here, drives }) => [name, mode, here, drives]) : null;
  }
}

let company: Company;

function enter(name: string, role: Role, wishes: Partial<Admission> = {}): FakeMember {
  const member = new FakeMember(company, name, role, wishes);
  company.admit(member.admission);
  company.enter(member);
  return member;
}

beforeEach(() => {
  vi.useFakeTimers();
  company = new Company();
});

test("everybody is told who is there, whenever that changes", () => {
  const ada = enter("Ada", "user");
  const ben = enter("Ben", "user", { mode: "view" });
  expect(ada.people).toEqual([
    ["Ada", "control", true, false],
    ["Ben", "view", false, false],
  ]);
  ben.end("revoked");
  expect(ada.people).toEqual([["Ada", "control", true, false]]);
});

test("who takes over makes the others watch, and nobody without the right controls until they have left", () => {
  const ada = enter("Ada", "user");
  expect(() => enter("Ben", "user")).not.toThrow();
  const olga = enter("Olga", "operator", { takeOver: true });
  expect(ada.endedBy).toBe("driver-changed");
  expect(olga.people).toEqual([["Olga", "control", true, true]]);
  expect(() => enter("Ada", "user")).toThrow(expect.objectContaining({ code: "console-driven" }));
  expect(() => enter("Ada", "user", { takeOver: true })).toThrow(expect.objectContaining({ code: "not-allowed" }));
  expect(() => enter("Otto", "operator")).toThrow(expect.objectContaining({ code: "console-driven" }));
  const watching = enter("Ada", "user", { mode: "view" });
  expect(watching.people).toContainEqual(["Olga", "control", false, true]);
  olga.end("revoked");
  vi.advanceTimersByTime(10_000);
  expect(() => enter("Ada", "user")).not.toThrow();
});

test("without the right to, a wish to take over only controls", () => {
  const ada = enter("Ada", "user");
  enter("Ben", "user", { takeOver: true });
  expect(ada.endedBy).toBeNull();
});

test("a driver who is away for a moment still drives, and one who only watches then does not", () => {
  const olga = enter("Olga", "operator", { takeOver: true });
  olga.end("revoked");
  enter("Olga", "operator", { mode: "view" });
  const ben = enter("Ben", "user", { mode: "view" });
  vi.advanceTimersByTime(9_000);
  ben.end("revoked");
  expect(() => enter("Ada", "user")).toThrow(expect.objectContaining({ code: "console-driven" }));
  vi.advanceTimersByTime(1_000);
  expect(() => enter("Ada", "user")).not.toThrow();
});

test("who takes over from a driver who is away keeps what was taken", () => {
  enter("Olga", "operator", { takeOver: true }).end("revoked");
  vi.advanceTimersByTime(5_000);
  enter("Otto", "operator", { takeOver: true });
  vi.advanceTimersByTime(60_000);
  expect(() => enter("Ada", "user")).toThrow(expect.objectContaining({ code: "console-driven" }));
});

test("nobody hands over what somebody else drives, nor from a console of another kind", () => {
  const ben = enter("Ben", "user", { mode: "view" });
  const olga = enter("Olga", "operator", { takeOver: true });
  const serial = new FakeMember(company, "Ada", "user");
  expect(company.handOver(serial, "Ben-view")).toBeNull();
  company.enter(serial);
  expect(company.handOver(serial, "Ben-view")).toBeNull();
  expect([olga.endedBy, ben.told.some(({ type }) => type === "yours")]).toEqual([null, false]);
});

test("a hand-over that throws somebody else out needs the right to take over", () => {
  const ada = enter("Ada", "user");
  enter("Ben", "user", { mode: "view" });
  const olga = enter("Olga", "operator");
  expect(company.handOver(ada, "Ben-view")).toBeNull();
  expect(company.handOver(olga, "Ben-view")).not.toBeNull();
  expect(ada.endedBy).toBe("driver-changed");
});

test("who controls hands over to one who watches, who alone controls then", () => {
  const ada = enter("Ada", "operator");
  const ben = enter("Ben", "user", { mode: "view" });
  const cleo = enter("Cleo", "user");
  expect(ada.heirs).toEqual(["Ben", "Cleo"]);
  expect([ben.heirs, cleo.heirs]).toEqual([[], ["Ada"]]);
  expect(company.handOver(ada, "Ben-view")).toBe(ben);
  expect(ben.told).toContainEqual({ type: "yours", from: "Ada" });
  expect([ada.endedBy, cleo.endedBy]).toEqual(["driver-changed", "driver-changed"]);
  expect(() => enter("Ada", "operator")).toThrow(expect.objectContaining({ code: "console-driven" }));
  ben.end("revoked");
  vi.advanceTimersByTime(9_000);
  expect(enter("Ben", "user").people).toEqual([["Ben", "control", true, true]]);
});

test("what was handed to somebody who does not come is free again", () => {
  const ada = enter("Ada", "user");
  enter("Ben", "user", { mode: "view" });
  company.handOver(ada, "Ben-view");
  vi.advanceTimersByTime(10_000);
  expect(() => enter("Ada", "user")).not.toThrow();
});

test("who watches hands nothing over, nor does anybody to themselves or to somebody who is not there", () => {
  const ada = enter("Ada", "user");
  const ben = enter("Ben", "user", { mode: "view" });
  enter("Ada", "user", { mode: "view" });
  expect(company.handOver(ben, "Ada-control")).toBeNull();
  expect(company.handOver(ada, "Ada-view")).toBeNull();
  expect(company.handOver(ada, "Nobody-view")).toBeNull();
  expect(ada.endedBy).toBeNull();
});

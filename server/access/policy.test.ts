import { expect, test } from "vitest";
import { powerAction } from "#server/contract/vm.ts";
import { type Action, actions, consoleRights, mayOpen, mayTakeOver, policy, powerRight } from "./policy.ts";

const matrix: Record<Action, { user: boolean; operator: boolean; admin: boolean }> = {
  "vm.list": { user: true, operator: true, admin: true },
  "vm.screenshot": { user: true, operator: true, admin: true },
  "vm.start": { user: true, operator: true, admin: true },
  "vm.power": { user: false, operator: true, admin: true },
  "console.control": { user: true, operator: true, admin: true },
  "console.view": { user: true, operator: true, admin: true },
  "console.take-over": { user: false, operator: true, admin: true },
  "host.list": { user: true, operator: true, admin: true },
  "host.details": { user: false, operator: true, admin: true },
  "link.edit": { user: false, operator: false, admin: true },
  "display.read": { user: false, operator: true, admin: true },
  "display.edit": { user: false, operator: false, admin: true },
  "gpu.read": { user: false, operator: true, admin: true },
  "gpu.manage": { user: false, operator: false, admin: true },
  "people.manage": { user: false, operator: false, admin: true },
  "settings.manage": { user: false, operator: false, admin: true },
  "audit.read": { user: false, operator: false, admin: true },
};

const cases = actions.flatMap((action) =>
  (["user", "operator", "admin"] as const).map((role) => ({ action, role, may: matrix[action][role] })),
);

test.each(cases)("$role, $action: $may", ({ action, role, may }) => {
  expect(policy({ role }, action, { vm: "local.x" })).toBe(may);
});

test("of the power actions a user may start only", () => {
  expect(powerAction.options.filter((action) => policy({ role: "user" }, powerRight(action)))).toEqual(["start"]);
  expect(powerAction.options.every((action) => policy({ role: "operator" }, powerRight(action)))).toBe(true);
});

test("anybody who may use a machine may ask to take its console over, who watches may not", () => {
  const serial = { vm: "local.x", protocol: "serial", takeOver: true, start: false } as const;
  expect(mayOpen({ role: "user" }, { ...serial, mode: "control" })).toBe(true);
  expect(mayOpen({ role: "admin" }, { ...serial, mode: "view" })).toBe(false);
});

test("a console for which the machine is started needs the right to start it", () => {
  expect(consoleRights({ mode: "control", start: true })).toEqual(["console.control", "vm.start"]);
  expect(consoleRights({ mode: "view", start: false })).toEqual(["console.view"]);
});

test("taking over somebody else's console needs a right of its own", () => {
  const held = { vm: "local.x", personId: "ada" };
  expect(mayTakeOver({ id: "ada", role: "user" }, held)).toBe(true);
  expect(mayTakeOver({ id: "ben", role: "user" }, held)).toBe(false);
  expect(mayTakeOver({ id: "ben", role: "operator" }, held)).toBe(true);
});

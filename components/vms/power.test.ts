import { describe, expect, it } from "vitest";
import { actionsFor, isDone, needsQuestion } from "./power.ts";

const all = {
  start: true,
  power: true,
  control: true,
  takeOver: true,
  linkEdit: true,
  displayRead: true,
  displayEdit: true,
  gpuRead: true,
  gpuManage: true,
  settingsManage: true,
};

describe("power", () => {
  it("offers what makes sense in the state", () => {
    expect(actionsFor({ state: "running" }, "running", all)).toEqual(["pause", "shutdown", "reboot", "reset", "force-off"]);
    expect(actionsFor({ state: "shutoff" }, "off", all)).toEqual(["start"]);
  });

  it("offers what the person may do", () => {
    const user = { ...all, power: false };
    expect(actionsFor({ state: "shutoff" }, "off", user)).toEqual(["start"]);
    expect(actionsFor({ state: "running" }, "running", user)).toEqual([]);
  });

  it("offers nothing while the hypervisor does not answer", () => {
    expect(actionsFor({ state: "running" }, "unreachable", all)).toEqual([]);
  });

  it("asks before others are disturbed", () => {
    expect(["start", "pause", "resume"].some((action) => needsQuestion(action as "start"))).toBe(false);
    expect(["shutdown", "reboot", "reset", "force-off"].every((action) => needsQuestion(action as "reset"))).toBe(true);
  });

  it("knows when an action is done", () => {
    expect(isDone("shutdown", "running")).toBe(false);
    expect(isDone("shutdown", "shutdown")).toBe(false);
    expect(isDone("shutdown", "shutoff")).toBe(true);
    expect(isDone("start", "shutoff")).toBe(false);
    expect(isDone("reboot", "running")).toBe(true);
  });
});

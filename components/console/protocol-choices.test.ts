import { expect, it } from "vitest";
import { ProtocolChoices } from "./protocol-choices.ts";

function choices(save: () => Promise<unknown> = async () => undefined) {
  const saved: string[] = [];
  const told: string[] = [];
  const made = new ProtocolChoices({
    save: (vm, protocol) => {
      saved.push(`${vm} ${protocol}`);
      return save();
    },
    tell: (vm, protocol) => told.push(`${vm} ${protocol}`),
  });
  return { choices: made, saved, told };
}

it("is what the portal remembers until something is chosen here", () => {
  const { choices: mine } = choices();
  expect(mine.of("local.a", { "local.a": "spice" })).toBe("spice");
  expect(mine.of("local.b", { "local.a": "spice" })).toBeNull();
  mine.choose("local.a", "vnc");
  expect(mine.of("local.a", { "local.a": "spice" })).toBe("vnc");
});

it("is saved once for each choice, and told to the other tabs, which save nothing again", () => {
  const { choices: mine, saved, told } = choices();
  mine.choose("local.a", "spice");
  mine.heard("local.b", "serial");
  expect(saved).toEqual(["local.a spice"]);
  expect(told).toEqual(["local.a spice"]);
  expect(mine.of("local.b", {})).toBe("serial");
});

it("counts here also where it could not be saved, and disturbs nobody", async () => {
  const { choices: mine } = choices(() => Promise.reject(new Error("offline")));
  mine.choose("local.a", "spice");
  await new Promise((resolve) => setImmediate(resolve));
  expect(mine.of("local.a", { "local.a": "vnc" })).toBe("spice");
});

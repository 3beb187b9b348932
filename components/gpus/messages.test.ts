import { createTranslator } from "next-intl";
import { expect, it } from "vitest";
import { bootCommands, readinessCheck } from "#server/contract/gpu.ts";
import { messages } from "../messages/en/index.ts";

const fail = (error: Error) => {
  throw error;
};
const translator = createTranslator({ locale: "en", messages, namespace: "gpus", onError: fail });
const say = translator as unknown as (key: string, values?: Record<string, string>) => string;

const { id, state } = readinessCheck.shape;
const every = id.options.flatMap((check) => state.options.map((one) => `check.${check}.${one}`));

it.each([...every, "check.vfio.unbound"])("%s is a sentence", (key) => {
  const values = { driver: "nvidia", devices: "0000:01:00.1", group: "1", manager: say("manager.nvidia-vgpu") };
  expect(say(key, values)).toMatch(/^\S.*\.$/);
});

it.each(bootCommands.shape.loader.options)("the boot loader %s has a name", (loader) => {
  expect(say(`ready.loaders.${loader}`)).not.toBe("");
});

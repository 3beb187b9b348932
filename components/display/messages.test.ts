import { createTranslator } from "next-intl";
import { expect, test } from "vitest";
import { changeState, changeStepName } from "#server/contract/display-change.ts";
import { adviceCodes, changeCodes, followValues, problemCodes } from "#server/contract/display-codes.ts";
import { effect, follow, followId } from "#server/contract/display-plan.ts";
import display from "../messages/en/display.json" with { type: "json" };
import { kindOfValue } from "./value-kinds.ts";

/** The message of a path; the test fails where there is none. */
function at(path: string): string {
  const found = path.split(".").reduce<unknown>((part, name) => (part as Record<string, unknown> | undefined)?.[name], display);
  expect(found, path).toBeTypeOf("string");
  return found as string;
}

/** The names of the values that a message uses. */
function named(message: string): string[] {
  return [...message.matchAll(/\{(\w+)/g)].map(([, name]) => name as string);
}

function sentence(path: string, values: readonly string[]): void {
  const message = at(path);
  for (const name of named(message)) expect(values, `${path} names {${name}}`).toContain(name);
  const t = createTranslator({ locale: "en", messages: { message } });
  const told = t("message", Object.fromEntries(values.map((name) => [name, "x"])));
  expect(told, path).not.toMatch(/[{}]/);
}

test.each(Object.entries({ ...problemCodes, ...adviceCodes }))("the finding %s has its sentence", (code, values) => {
  sentence(`finding.${code}`, values);
});

test.each(Object.entries(changeCodes))("the change %s has its sentence, which names all its values", (code, values) => {
  sentence(`change.${code}`, values);
  expect([...new Set(named(at(`change.${code}`)))].sort()).toEqual([...values].sort());
});

test.each(followId.options)("what follows by %s is said for each action, and why", (id) => {
  for (const action of follow.shape.action.options) sentence(`follow.${id}.${action}`, followValues[id]);
  sentence(`follow.${id}.why`, followValues[id]);
});

test("every device that a sentence can name has its word", () => {
  for (const device of ["spice-agent", "vnc-agent", "tablet", "folder-sharing", "smartcard", ...followId.options])
    at(`word.device.${device}`);
});

test.each(changeStepName.options)("the step %s has its words", (step) => {
  sentence(`step.${step}`, ["protocol"]);
});

test.each(changeState.options)("the state %s has its word and its moment", (state) => {
  at(`state.${state}`);
  at(`job.${state}.title`);
  at(`job.${state}.text`);
});

test("every effect has its heading", () => {
  for (const one of effect.options) at(`plan.effect.${one}`);
});

test("values that can be missing have a word for it", () => {
  for (const [code, values] of Object.entries(changeCodes)) {
    for (const name of values.filter((value) => value === "before" || value === "after")) {
      const kind = kindOfValue(code, name);
      if (kind === "model" || kind === "sound") at("word.none.unset");
      else if (kind !== "listen" && kind !== "protocol") at(`word.${kind}.unset`);
    }
  }
});

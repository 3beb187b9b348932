import { expect, test } from "vitest";
import { scratchStore } from "#server/store/scratch.ts";
import { choicesOf, keepChoice } from "./choices.ts";
import { removePerson } from "./people.ts";
import { somebody } from "./scratch.ts";

const A = "local.00000000-0000-4000-8000-000000000001";
const B = "local.00000000-0000-4000-8000-000000000002";

test("the last choice counts, for each person and machine alone", async () => {
  const store = await scratchStore();
  const [one, other] = [await somebody(store), await somebody(store)];
  await keepChoice(store, { personId: one.person.id, vm: A, protocol: "spice" });
  await keepChoice(store, { personId: one.person.id, vm: B, protocol: "vnc" });
  await keepChoice(store, { personId: other.person.id, vm: A, protocol: "serial" });
  await keepChoice(store, { personId: one.person.id, vm: A, protocol: "vnc" });
  expect(await choicesOf(store, one.person.id)).toEqual({ [A]: "vnc", [B]: "vnc" });
  expect(await choicesOf(store, other.person.id)).toEqual({ [A]: "serial" });
});

test("a person's choices are forgotten with them", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  await keepChoice(store, { personId: person.id, vm: A, protocol: "spice" });
  await removePerson(store, person.id);
  expect(await store.db.selectFrom("choice").selectAll().execute()).toEqual([]);
});

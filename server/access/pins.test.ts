import { expect, test } from "vitest";
import { scratchStore } from "#server/store/scratch.ts";
import { removePerson } from "./people.ts";
import { pin, pinsOf, unpin } from "./pins.ts";
import { somebody } from "./scratch.ts";

const A = "local.00000000-0000-4000-8000-000000000001";
const B = "local.00000000-0000-4000-8000-000000000002";

test("each person has pins of their own, in the order they were made", async () => {
  const store = await scratchStore();
  const [one, other] = [await somebody(store), await somebody(store)];
  await pin(store, { personId: one.person.id, vm: A });
  await store.db.updateTable("pin").set({ pinnedAt: 1 }).where("vm", "=", A).execute();
  await pin(store, { personId: one.person.id, vm: B });
  await pin(store, { personId: one.person.id, vm: A });
  await pin(store, { personId: other.person.id, vm: B });
  expect(await pinsOf(store, one.person.id)).toEqual([A, B]);
  await unpin(store, { personId: one.person.id, vm: B });
  expect(await pinsOf(store, one.person.id)).toEqual([A]);
  expect(await pinsOf(store, other.person.id)).toEqual([B]);
});

test("a person's pins go with them", async () => {
  const store = await scratchStore();
  const { person } = await somebody(store);
  await pin(store, { personId: person.id, vm: A });
  await removePerson(store, person.id);
  expect(await store.db.selectFrom("pin").selectAll().execute()).toEqual([]);
});

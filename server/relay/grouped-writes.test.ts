import { expect, test } from "vitest";
import { audit, readAudit } from "#server/access/audit.ts";
import { scratchStore } from "#server/store/scratch.ts";
import { GroupedWrites } from "./grouped-writes.ts";

const entry = (email: string) => ({ action: "console.close", outcome: "ok", actor: { id: null, email }, address: null }) as const;

test("many at once share transactions, and each is written when it resolves", async () => {
  const store = await scratchStore();
  let transactions = 0;
  const { transaction } = store.db;
  store.db.transaction = () => {
    transactions++;
    return transaction.call(store.db);
  };
  const writes = new GroupedWrites(store);
  await Promise.all(Array.from({ length: 500 }, (_, index) => writes.run((into) => audit(into, entry(`${index}@x`)))));
  expect(await readAudit(store, { limit: 1000 })).toHaveLength(500);
  expect(transactions).toBeLessThan(20);
});

test("one that fails takes no other with it", async () => {
  const store = await scratchStore();
  const writes = new GroupedWrites(store);
  const outcomes = await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) =>
      writes.run(async (into) => {
        await audit(into, entry(`${index}@x`));
        if (index % 10 === 5) throw new Error("no");
      }),
    ),
  );
  expect(outcomes.filter(({ status }) => status === "rejected")).toHaveLength(3);
  expect(await readAudit(store, { limit: 1000 })).toHaveLength(27);
});

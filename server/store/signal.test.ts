import { expect, test, vi } from "vitest";
import { scratchStore } from "./scratch.ts";

const patience = { timeout: 20_000, interval: 20 };

async function change({ db }: Awaited<ReturnType<typeof scratchStore>>, hash: string): Promise<void> {
  await db.insertInto("setup").values({ hash, expiresAt: 0 }).execute();
}

test("a change by another opener is heard", { timeout: 30_000 }, async () => {
  const store = await scratchStore();
  const other = await scratchStore(store.stateDir);
  const listener = vi.fn();
  store.onChange(listener);
  await change(other, "a");
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1), patience);
  await change(other, "b");
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(2), patience);
});

test("a change of one's own is heard", { timeout: 30_000 }, async () => {
  const store = await scratchStore();
  const listener = vi.fn();
  store.onChange(listener);
  await change(store, "a");
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1), patience);
});

test("reading is no change, and who stopped listening hears nothing", { timeout: 30_000 }, async () => {
  const store = await scratchStore();
  const other = await scratchStore(store.stateDir);
  const stopped = vi.fn();
  const listener = vi.fn();
  store.onChange(stopped)();
  store.onChange(listener);
  await store.db.selectFrom("setup").selectAll().execute();
  await other.db.selectFrom("setup").selectAll().execute();
  await new Promise((resolve) => setTimeout(resolve, 600));
  expect(listener).not.toHaveBeenCalled();
  await change(other, "a");
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1), patience);
  expect(stopped).not.toHaveBeenCalled();
});

test("a listener that stops itself does not keep a change from the others", { timeout: 30_000 }, async () => {
  const store = await scratchStore();
  const listener = vi.fn();
  store.onChange(listener);
  const stop = store.onChange(() => stop());
  await change(store, "a");
  await vi.waitFor(() => expect(listener).toHaveBeenCalledTimes(1), patience);
});

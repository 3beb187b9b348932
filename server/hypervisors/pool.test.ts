import { setTimeout as sleep } from "node:timers/promises";
import { expect, it, vi } from "vitest";
import { ConnectionPool } from "./pool.ts";

class FakeConnection {
  stalled = false;
  readonly #over = Promise.withResolvers<void>();
  isClosed = false;
  /** Gone without a word. */
  isGone = false;
  get closed() {
    return this.#over.promise;
  }
  close(): void {
    this.isClosed = true;
    this.#over.resolve();
  }
}

const works = async (connection: FakeConnection) => {
  if (connection.isGone) throw new Error("gone");
};

function setUp(options: { size?: number; idleMs?: number } = {}) {
  const opened: FakeConnection[] = [];
  const open = vi.fn(async () => {
    const connection = new FakeConnection();
    opened.push(connection);
    return connection;
  });
  return { opened, pool: new ConnectionPool({ open, check: works, size: 2, ...options }) };
}

const patient = () => AbortSignal.timeout(10_000);

it("opens nothing before it is used, and keeps what it opened", async () => {
  const { opened, pool } = setUp();
  expect(opened).toHaveLength(0);
  const first = await pool.run(async (connection) => connection, patient());
  const second = await pool.run(async (connection) => connection, patient());
  expect(second).toBe(first);
  expect(opened).toHaveLength(1);
});

it("gives each use a connection of its own, and lets no more than its size through at once", async () => {
  const { opened, pool } = setUp({ size: 2 });
  const gate = Promise.withResolvers<void>();
  let now = 0;
  let most = 0;
  const use = async () => {
    most = Math.max(most, ++now);
    await gate.promise;
    now--;
  };
  const uses = Array.from({ length: 10 }, () => pool.run(use, patient()));
  await vi.waitFor(() => expect(now).toBe(2));
  gate.resolve();
  await Promise.all(uses);
  expect(most).toBe(2);
  expect(opened).toHaveLength(2);
});

it("serves those who wait in their order", async () => {
  const { pool } = setUp({ size: 1 });
  const order: number[] = [];
  await Promise.all([1, 2, 3].map((number) => pool.run(async () => order.push(number), patient())));
  expect(order).toEqual([1, 2, 3]);
});

it("keeps a connection whose use was refused", async () => {
  const { opened, pool } = setUp();
  await expect(pool.run(() => Promise.reject(new Error("refused")), patient())).rejects.toThrow("refused");
  await pool.run(async () => {}, patient());
  expect(opened).toHaveLength(1);
});

it("puts a connection aside on which a call did not come back, until it does", async () => {
  const { opened, pool } = setUp();
  const hang = async (connection: FakeConnection) => {
    connection.stalled = true;
    throw new Error("late");
  };
  await expect(pool.run(hang, patient())).rejects.toThrow("late");
  await pool.run(async () => {}, patient());
  expect(opened).toHaveLength(2);
  expect(opened[0]?.isClosed).toBe(false);
  if (opened[0]) opened[0].stalled = false;
  await vi.waitFor(() => expect(opened[0]?.isClosed).toBe(true), 10_000);
  await pool.run(async () => {}, patient());
  expect(opened).toHaveLength(2);
});

it("closes what it put aside too", async () => {
  const { opened, pool } = setUp();
  await pool.run(async (connection) => {
    connection.stalled = true;
  }, patient());
  pool.close();
  expect(opened[0]?.isClosed).toBe(true);
});

it("opens anew after a connection was lost", async () => {
  const { opened, pool } = setUp();
  await pool.run(async () => {}, patient());
  opened[0]?.close();
  await sleep(0);
  await pool.run(async () => {}, patient());
  expect(opened).toHaveLength(2);
});

it("gives out no kept connection that no longer works", async () => {
  const { opened, pool } = setUp();
  await Promise.all([pool.run(async () => {}, patient()), pool.run(async () => {}, patient())]);
  expect(opened).toHaveLength(2);
  for (const connection of opened) connection.isGone = true;
  const given = await pool.run(async (connection) => connection, patient());
  expect(given.isGone).toBe(false);
  expect(opened.map(({ isClosed }) => isClosed)).toEqual([true, true, false]);
});

it("does not keep a connection that was lost in use", async () => {
  const { opened, pool } = setUp();
  await pool.run(async (connection) => {
    connection.close();
    await sleep(0);
  }, patient());
  await pool.run(async () => {}, patient());
  expect(opened).toHaveLength(2);
});

it("ends a wait when its signal says so, and gives its turn to the next", async () => {
  const { pool } = setUp({ size: 1 });
  const gate = Promise.withResolvers<void>();
  const holding = pool.run(() => gate.promise, patient());
  const impatient = new AbortController();
  const waiting = pool.run(async () => "never", impatient.signal);
  const behind = pool.run(async () => "served", patient());
  impatient.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  gate.resolve();
  await holding;
  expect(await behind).toBe("served");
});

it("gives the turn on where opening fails", async () => {
  const open = vi.fn().mockRejectedValueOnce(new Error("down")).mockResolvedValue(new FakeConnection());
  const pool = new ConnectionPool<FakeConnection>({ open, check: works, size: 1 });
  const results = await Promise.allSettled([pool.run(async () => 1, patient()), pool.run(async () => 2, patient())]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "fulfilled"]);
});

it("closes a connection that nobody used for a while", async () => {
  const { opened, pool } = setUp({ idleMs: 10 });
  await pool.run(async () => {}, patient());
  await vi.waitFor(() => expect(opened[0]?.isClosed).toBe(true));
});

it("closes everything and refuses those who wait or come later", async () => {
  const { opened, pool } = setUp({ size: 1 });
  const gate = Promise.withResolvers<void>();
  const holding = pool.run(() => gate.promise, patient());
  const waiting = pool.run(async () => {}, patient());
  await vi.waitFor(() => expect(opened).toHaveLength(1));
  pool.close();
  expect(opened[0]?.isClosed).toBe(true);
  await expect(waiting).rejects.toThrow("closed its connections");
  await expect(pool.run(async () => {}, patient())).rejects.toThrow("closed its connections");
  gate.resolve();
  await holding;
});

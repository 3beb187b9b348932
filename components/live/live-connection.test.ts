import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Vm } from "#server/contract/vm.ts";
import { FakeLocks, FakeSource } from "./browser.fake.ts";
import { LiveConnection } from "./live-connection.ts";

const vm = (id: string) => ({ id, name: id, state: "running" }) as Vm;
const snapshot = (...ids: string[]) => ({ type: "snapshot", vms: ids.map(vm), hosts: [] });
const idsOf = (connection: LiveConnection) => connection.state.vms.map(({ id }) => id);

/** A browser with tabs that share locks and a channel; messages of the channel arrive a moment later, as in a real one. */
class FakeBrowser {
  readonly locks = new FakeLocks();
  readonly sources: FakeSource[] = [];
  readonly #channels = new Map<object, Set<(event: { data: unknown }) => void>>();
  signedOut = false;

  tab({ shared = true, visible = () => true, ids = ["first"] }: { shared?: boolean; visible?: () => boolean; ids?: string[] } = {}) {
    const frozen = { now: false };
    const channel = this.#channel(frozen);
    const connection = new LiveConnection({
      initial: { vms: ids.map(vm), hosts: [] },
      open: () => {
        const source = new FakeSource();
        this.sources.push(source);
        return source;
      },
      isSignedOut: async () => this.signedOut,
      shared: shared ? { locks: this.locks.locks, name: "live", channel } : null,
      visible,
    });
    return Object.assign(connection, { freeze: () => (frozen.now = true) });
  }

  get source(): FakeSource {
    const last = this.sources.at(-1);
    if (!last) throw new Error("no tab has connected");
    return last;
  }

  get open(): number {
    return this.sources.filter((source) => !source.closed).length;
  }

  #channel(frozen: { now: boolean }) {
    const listeners = new Set<(event: { data: unknown }) => void>();
    this.#channels.set(listeners, listeners);
    return {
      postMessage: (data: unknown) => {
        const copy = structuredClone(data);
        for (const other of this.#channels.values()) {
          if (other !== listeners) queueMicrotask(() => hear(other, copy));
        }
      },
      close: () => void this.#channels.delete(listeners),
      addEventListener: (_type: string, listener: (event: { data: unknown }) => void) =>
        void listeners.add((event) => frozen.now || listener(event)),
    } as unknown as BroadcastChannel;
  }
}

function hear(listeners: Iterable<(event: { data: unknown }) => void>, data: unknown): void {
  for (const listener of listeners) listener({ data });
}

const settle = () => vi.advanceTimersByTimeAsync(0);

describe("LiveConnection", () => {
  const tabs: LiveConnection[] = [];
  let browser: FakeBrowser;
  const open = (options?: Parameters<FakeBrowser["tab"]>[0]) => {
    const tab = browser.tab(options);
    tabs.push(tab);
    return tab;
  };

  beforeEach(() => {
    vi.useFakeTimers();
    browser = new FakeBrowser();
  });
  afterEach(() => {
    for (const tab of tabs.splice(0)) tab.close();
    vi.useRealTimers();
  });

  it("holds one connection for three tabs, and tells all of them", async () => {
    const all = [open(), open(), open()];
    await settle();
    browser.source.say("snapshot", snapshot("a", "b"));
    await settle();
    expect(browser.open).toBe(1);
    expect(all.map(idsOf)).toEqual([
      ["a", "b"],
      ["a", "b"],
      ["a", "b"],
    ]);
  });

  it("tells a tab that comes later what is known", async () => {
    open();
    await settle();
    browser.source.say("snapshot", snapshot("a"));
    await settle();
    const later = open();
    await settle();
    expect(idsOf(later)).toEqual(["a"]);
    expect(browser.open).toBe(1);
  });

  it("goes on in another tab when the leading one closes", async () => {
    const [first, second] = [open(), open()];
    await settle();
    first.close();
    await settle();
    expect(browser.open).toBe(1);
    browser.source.say("snapshot", snapshot("b"));
    expect(idsOf(second)).toEqual(["b"]);
  });

  it("goes on in the tab in view when the leading one is frozen", async () => {
    const [first, second] = [open(), open()];
    await settle();
    browser.source.say("snapshot", snapshot("a"));
    await settle();
    first.freeze();
    second.wake();
    await vi.advanceTimersByTimeAsync(3500);
    expect(browser.sources).toHaveLength(2);
    browser.source.say("snapshot", snapshot("c"));
    expect(idsOf(second)).toEqual(["c"]);
    expect(browser.open).toBe(1);
  });

  it("leaves a leader that answers in its place", async () => {
    const [, second] = [open(), open()];
    await settle();
    browser.source.say("snapshot", snapshot("a"));
    await settle();
    second.wake();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(browser.sources).toHaveLength(1);
  });

  it("is stale while the connection is lost, and live again once it is back", async () => {
    const tab = open();
    await settle();
    browser.source.say("snapshot", snapshot("a"));
    browser.source.break();
    expect(tab.state.live).toBe(false);
    expect(idsOf(tab)).toEqual(["a"]);
    await vi.advanceTimersByTimeAsync(600);
    expect(browser.sources).toHaveLength(2);
    browser.source.say("snapshot", snapshot("a", "b"));
    expect(tab.state.live).toBe(true);
    expect(idsOf(tab)).toEqual(["a", "b"]);
  });

  it("takes silence for a loss", async () => {
    const tab = open();
    await settle();
    browser.source.say("snapshot", snapshot("a"));
    await vi.advanceTimersByTimeAsync(30_000);
    browser.source.say("ping");
    await vi.advanceTimersByTimeAsync(30_000);
    expect(tab.state.live).toBe(true);
    await vi.advanceTimersByTimeAsync(11_000);
    expect(tab.state.live).toBe(false);
    expect(browser.sources.length).toBeGreaterThan(1);
    expect(browser.open).toBe(1);
  });

  it("tries less and less often", async () => {
    open();
    await settle();
    for (let index = 0; index < 20; index++) {
      browser.source.break();
      await vi.advanceTimersByTimeAsync(15_000);
    }
    const tried = browser.sources.length;
    browser.source.break();
    await vi.advanceTimersByTimeAsync(14_000);
    expect(browser.sources).toHaveLength(tried);
  });

  it("ends for all tabs when the sign-in has ended", async () => {
    const all = [open(), open()];
    await settle();
    browser.signedOut = true;
    browser.source.break(true);
    await settle();
    expect(all.map((tab) => tab.state.signedOut)).toEqual([true, true]);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(browser.open).toBe(0);
  });

  it("goes on when it was refused for another reason", async () => {
    const tab = open();
    await settle();
    browser.source.break(true);
    await vi.advanceTimersByTimeAsync(600);
    expect(tab.state.signedOut).toBe(false);
    expect(browser.open).toBe(1);
  });

  it("connects each tab in view where the browser has no locks", async () => {
    const view = { now: true };
    const tab = open({ shared: false, visible: () => view.now });
    expect(browser.open).toBe(1);
    view.now = false;
    tab.wake();
    expect(browser.open).toBe(0);
    view.now = true;
    tab.wake();
    expect(browser.open).toBe(1);
  });

  it("takes what a page brought until the server has told everything", async () => {
    const tab = open({ ids: ["one"] });
    tab.offer({ vms: ["one", "two"].map(vm), hosts: [] });
    expect(idsOf(tab)).toEqual(["one", "two"]);
    await settle();
    browser.source.say("snapshot", snapshot("one"));
    tab.offer({ vms: ["one", "two"].map(vm), hosts: [] });
    expect(idsOf(tab)).toEqual(["one"]);
  });
});

import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { CLIPBOARD_LIMIT } from "./clipboard-limit.ts";
import { ClipboardShare, type OwnClipboard } from "./clipboard-share.ts";

class FakeClipboard implements OwnClipboard {
  text: string | null = "mine";
  permission: Awaited<ReturnType<OwnClipboard["readable"]>> = "granted";
  writable = true;
  reads = 0;

  async write(text: string): Promise<boolean> {
    if (this.writable) this.text = text;
    return this.writable;
  }
  async read(): Promise<string | null> {
    this.reads++;
    if (this.permission === "prompt") this.permission = "granted";
    return this.text;
  }
  async readable() {
    return this.permission;
  }
}

function machine() {
  const heard: string[] = [];
  return {
    heard,
    setClipboard: (on: boolean) => void heard.push(on ? "on" : "off"),
    offerClipboard: (text: string) => void heard.push(text),
    fetchClipboard: () => void heard.push("fetch"),
  };
}

const LONG = "ü".repeat(CLIPBOARD_LIMIT / 2 + 1);

let own: FakeClipboard;
let guest: ReturnType<typeof machine>;
let share: ClipboardShare;
beforeEach(() => {
  own = new FakeClipboard();
  guest = machine();
  share = new ClipboardShare(own);
  share.attach(guest);
});
afterEach(() => {
  vi.useRealTimers();
});

describe("where nothing goes by itself", () => {
  it("reads nothing, gives nothing and takes nothing unasked", async () => {
    await share.entered();
    await share.copied("secret of the guest");
    expect(own.reads).toBe(0);
    expect(own.text).toBe("mine");
    expect(guest.heard).toEqual([]);
  });

  it("gives by a click, the same text again too", async () => {
    expect(await share.give()).toBe("given");
    expect(await share.give()).toBe("given");
    expect(guest.heard).toEqual(["mine", "mine"]);
  });

  it("says where the browser does not tell what was copied, and where it is too long", async () => {
    own.text = null;
    expect(await share.give()).toBe("unread");
    own.text = "";
    expect(await share.give()).toBe("unread");
    own.text = LONG;
    expect(await share.give()).toBe("too-long");
    expect(guest.heard).toEqual([]);
  });

  it("takes by a click, once", async () => {
    const fetched = share.fetch();
    expect(guest.heard).toEqual(["fetch"]);
    await share.copied("from there");
    await share.copied("and more");
    expect(await fetched).toBe("taken");
    expect(own.text).toBe("from there");
  });

  it("keeps for a click what the browser does not take", async () => {
    own.writable = false;
    const fetched = share.fetch();
    await share.copied("from there");
    expect(await fetched).toBe("waiting");
    expect(share.view.waiting).toBe("from there");
  });

  it.each(["empty", "too-long"] as const)("says that the machine's text is %s", async (why) => {
    const fetched = share.fetch();
    share.failed(why);
    expect(await fetched).toBe(why);
  });

  it("takes nothing that is too long", async () => {
    const fetched = share.fetch();
    await share.copied(LONG);
    expect(await fetched).toBe("too-long");
    expect(own.text).toBe("mine");
  });

  it("waits no longer than anybody would", async () => {
    vi.useFakeTimers();
    const fetched = share.fetch();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(await fetched).toBe("silent");
    await share.copied("too late");
    expect(own.text).toBe("mine");
  });

  it("waits no more where the session is gone", async () => {
    const fetched = share.fetch();
    share.attach(null);
    expect(await fetched).toBe("silent");
    expect(await share.fetch()).toBe("silent");
  });
});

describe("where everything goes by itself", () => {
  it("gives what was copied before, and what is copied later when the console gets the focus", async () => {
    await share.start();
    own.text = "later";
    await share.entered();
    await share.entered();
    expect(guest.heard).toEqual(["on", "mine", "later"]);
  });

  it("takes what the machine copies, and does not send it back", async () => {
    await share.start();
    await share.copied("from there");
    await share.entered();
    expect(own.text).toBe("from there");
    expect(guest.heard).toEqual(["on", "mine"]);
    expect(share.view.waiting).toBeNull();
  });

  it("keeps what the browser does not take for a click", async () => {
    own.writable = false;
    await share.start();
    await share.copied("from there");
    expect(share.view.waiting).toBe("from there");
    share.settle();
    expect(share.view.waiting).toBeNull();
  });

  it("asks for the permission once, by the click that turned it on", async () => {
    own.permission = "prompt";
    await share.start();
    expect(guest.heard).toEqual(["on", "mine"]);
    expect(share.view.byHand).toBe(false);
  });

  it("waits for a click wherever the browser wants one each time", async () => {
    own.permission = "click";
    await share.start();
    await share.entered();
    expect(own.reads).toBe(0);
    expect(share.view.byHand).toBe(true);
    expect(await share.give()).toBe("given");
    expect(guest.heard).toEqual(["on", "mine"]);
  });

  it("begins by itself where that was chosen earlier, and asks nobody", async () => {
    own.permission = "prompt";
    await share.resume();
    await share.entered();
    expect(own.reads).toBe(0);
    expect(guest.heard).toEqual(["on"]);
  });

  it("tells once of a text that is too long, either way", async () => {
    own.text = LONG;
    await share.start();
    await share.entered();
    expect(share.view.tooLong).toBe(1);
    share.failed("too-long");
    share.failed("empty");
    expect(share.view.tooLong).toBe(2);
    expect(guest.heard).toEqual(["on"]);
  });

  it("goes on in the session that comes after this one", async () => {
    await share.start();
    share.attach(null);
    const next = machine();
    share.attach(next);
    await share.entered();
    expect(next.heard).toEqual(["on", "mine"]);
  });

  it("takes the clipboard from a session that goes on behind another, and gives it back", async () => {
    await share.start();
    share.attach(null);
    share.attach(guest);
    expect(guest.heard).toEqual(["on", "mine", "off", "on"]);
  });

  it("follows what is chosen in another console, whether its own is in view or not", async () => {
    share.follow(true);
    expect(share.view.automatic).toBe(true);
    share.attach(null);
    share.follow(false);
    share.attach(guest);
    await share.copied("of a guest that shares nothing");
    expect(guest.heard).toEqual(["on", "off"]);
    expect(own.text).toBe("mine");
  });

  it("is not begun anew by the choice that began it", async () => {
    own.writable = false;
    await share.start();
    await share.copied("from there");
    share.follow(true);
    expect(share.view.waiting).toBe("from there");
    expect(guest.heard).toEqual(["on", "mine"]);
  });

  it("ends when it is turned off, also for what was on its way", async () => {
    await share.start();
    share.stop();
    await share.copied("too late");
    await share.entered();
    expect(guest.heard).toEqual(["on", "mine", "off"]);
    expect(own.text).toBe("mine");
  });
});

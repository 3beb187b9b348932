import { beforeEach, describe, expect, it } from "vitest";
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
  };
}

let own: FakeClipboard;
let guest: ReturnType<typeof machine>;
let share: ClipboardShare;
beforeEach(() => {
  own = new FakeClipboard();
  guest = machine();
  share = new ClipboardShare(own);
  share.attach(guest);
});

describe("until it is asked for", () => {
  it("reads nothing, gives nothing and takes nothing", async () => {
    await share.entered();
    await share.copied("secret of the guest");
    expect(own.reads).toBe(0);
    expect(own.text).toBe("mine");
    expect(guest.heard).toEqual([]);
  });
});

describe("once it is on", () => {
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
    expect(await share.give()).toBe(true);
    expect(guest.heard).toEqual(["on", "mine"]);
  });

  it("says where the browser gives nothing", async () => {
    own.permission = "click";
    await share.start();
    own.text = null;
    expect(await share.give()).toBe(false);
  });

  it("goes on in the session that comes after this one", async () => {
    await share.start();
    share.attach(null);
    const next = machine();
    share.attach(next);
    await share.entered();
    expect(next.heard).toEqual(["on", "mine"]);
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

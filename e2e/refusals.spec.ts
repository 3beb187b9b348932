import type { ConsoleRequest } from "#server/contract/console.ts";
import { type ErrorCode, errorRow } from "#server/errors.ts";
import { expect, test, untilState } from "./support/portal-test.ts";
import { type DialOptions, RelaySocket, requestPass } from "./support/relay-socket.ts";
import { screenNameOf } from "./support/screen-name.ts";
import { startGate, startTestScreen, type TestScreen } from "./support/test-screen.ts";

/** Whoever may not open a console gets none, and is told why in the words of server/errors.ts. */

const ignore = () => {};

let display: TestScreen;

test.beforeAll(async () => {
  display = await startTestScreen("the right screen");
});
test.afterAll(() => display.close());

/** How the relay ends a console that it refuses. */
const endOf = (code: ErrorCode) => ({ code: errorRow(code).close, reason: code });

test.describe("the console's WebSocket", () => {
  test("opens for a pass, once", async ({ spare, stage, somebody, records }) => {
    const machine = await spare({ vncPort: display.port, on: true });
    const request = await (await somebody("user")).api();
    const pass = await requestPass(request, stage, { vm: machine.vm, protocol: "vnc", mode: "control" });
    const first = await RelaySocket.dial(request, stage, pass);
    expect(await screenNameOf(first)).toContain("the right screen");
    expect(records.lastConsoleRow()).toMatchObject({ action: "console.open", outcome: "ok" });

    const again = await RelaySocket.dial(request, stage, pass);
    expect(await again.end).toEqual(endOf("ticket-used"));
    expect(again.received).toEqual([]);
    expect(first.socket.readyState).toBe(first.socket.OPEN);
    first.close();
  });

  test("is refused with the code of what is wrong, not a byte before it, and a row in the audit log", async ({
    spare,
    stage,
    somebody,
    records,
  }) => {
    const machine = await spare({ vncPort: display.port, on: true });
    const owner = await (await somebody("operator")).api();
    const other = await (await somebody("user")).api();
    const fresh = () => requestPass(owner, stage, { vm: machine.vm, protocol: "vnc", mode: "control" });
    const refused = async (by: typeof owner, options: DialOptions, code: ErrorCode, pass = fresh()) => {
      const socket = await RelaySocket.dial(by, stage, await pass, options);
      expect(await socket.end, code).toEqual(endOf(code));
      expect(socket.received, code).toEqual([]);
      expect(records.lastConsoleRow(), code).toMatchObject({ action: "console.refused", outcome: "refused", code });
    };

    await refused(owner, { cookie: "" }, "not-signed-in");
    await refused(owner, { cookie: "oriel.session_token=made.up" }, "not-signed-in");
    await refused(owner, { ticket: "A".repeat(43) }, "ticket-unknown");
    await refused(owner, { ticket: "x" }, "ticket-unknown");
    const coveted = await fresh();
    await refused(other, {}, "ticket-foreign", Promise.resolve(coveted));
    const expired = await fresh();
    records.expire(expired.ticket);
    await refused(owner, {}, "ticket-expired", Promise.resolve(expired));

    const opened = await RelaySocket.dial(owner, stage, coveted);
    expect(await screenNameOf(opened), "what others tried with a ticket does not spend it").toContain("the right screen");
    opened.close();
  });

  test("is refused to pages that are not the portal's, before anything is upgraded", async ({ spare, stage, somebody, records }) => {
    const machine = await spare({ vncPort: display.port, on: true });
    const request = await (await somebody("user")).api();
    const { protocol, hostname, port, origin } = new URL(stage.url);
    const foreign = {
      absent: null,
      null: "null",
      "another site": "https://evil.example",
      suffix: `${protocol}//${hostname}:${port}.evil.example`,
      "name as a prefix": `${protocol}//${hostname}.evil.example:${port}`,
      "other port": `${protocol}//${hostname}:${Number(port) - 1}`,
      "other scheme": `https://${hostname}:${port}`,
      "a path behind it": `${origin}/`,
      "in capitals": origin.toUpperCase(),
    };
    const pass = await requestPass(request, stage, { vm: machine.vm, protocol: "vnc", mode: "control" });
    for (const [what, wrong] of Object.entries(foreign)) {
      const socket = await RelaySocket.dial(request, stage, pass, { origin: wrong });
      const end = await socket.end;
      expect(end, what).toEqual({ status: 403, body: expect.stringContaining('"wrong-origin"') });
      const { error } = JSON.parse("body" in end ? end.body : "");
      expect(error).toMatchObject({ message: errorRow("wrong-origin").message, action: errorRow("wrong-origin").action });
      expect(records.lastConsoleRow()).toMatchObject({ action: "console.refused", code: "wrong-origin" });
    }
    const opened = await RelaySocket.dial(request, stage, pass);
    expect(await screenNameOf(opened), "none of them has spent the ticket").toContain("the right screen");
    opened.close();
  });

  test("is refused where the machine has changed since the pass", async ({ spare, stage, somebody, records }) => {
    const machine = await spare({ vncPort: display.port, on: true });
    const request = await (await somebody("user")).api();
    const changed = async (change: () => Promise<void>, code: ErrorCode) => {
      const pass = await requestPass(request, stage, { vm: machine.vm, protocol: "vnc", mode: "control" });
      await change();
      const socket = await RelaySocket.dial(request, stage, pass);
      expect(await socket.end).toEqual(endOf(code));
      expect(socket.received).toEqual([]);
      expect(records.lastConsoleRow()).toMatchObject({ action: "console.refused", outcome: "failed", code });
    };
    const startAnew = async (vncPort: number | undefined) => {
      await machine.destroy().catch(ignore);
      await machine.undefine();
      await machine.redefine({ vncPort });
      await machine.start();
      const answer = async () => (await (await request.get(`api/vms/${machine.vm}`)).json()).graphics?.length;
      await expect.poll(answer).toBe(vncPort === undefined ? 0 : 1);
      await untilState(request, machine.vm, "running");
    };

    await changed(() => machine.destroy(), "machine-off");
    await startAnew(display.port);
    await changed(() => startAnew(undefined), "no-such-display");
    await startAnew(display.port);
    await changed(() => startAnew(1), "display-address");
    await startAnew(display.port);
    const nobody = await startTestScreen("nobody");
    await nobody.close();
    await changed(() => startAnew(nobody.port), "display-unreachable");
    await startAnew(display.port);
    await changed(async () => {
      await machine.destroy();
      await machine.undefine();
    }, "machine-unknown");
  });
});

test("a pass is refused with its code, its status, and what to do", async ({ spare, stage, api }) => {
  const on = await spare({ vncPort: display.port, on: true });
  const off = await spare({ vncPort: display.port });
  const unknown = `${off.vm.slice(0, -12)}${"0".repeat(12)}`;
  const request = await api("user");
  const wanted = (vm: string, more: Partial<ConsoleRequest> = {}) => ({ vm, protocol: "vnc", mode: "control", ...more });
  const refused: [body: unknown, code: ErrorCode, headers?: Record<string, string>][] = [
    [wanted(off.vm), "machine-off"],
    [wanted(unknown), "machine-unknown"],
    [wanted(`nowhere.${on.uuid}`), "machine-unknown"],
    [wanted(on.vm, { protocol: "spice" }), "no-such-display"],
    [wanted(on.vm, { protocol: "serial" }), "no-such-display"],
    [wanted(on.vm, { protocol: "serial", mode: "view", takeOver: true }), "not-allowed"],
    [wanted("../../etc/passwd"), "bad-request"],
    [{ ...wanted(on.vm), host: "127.0.0.1", port: 22, mode: "own" }, "bad-request"],
    [wanted(on.vm), "wrong-origin", { origin: "https://evil.example" }],
    [wanted(on.vm), "wrong-origin", { "sec-fetch-site": "cross-site" }],
  ];
  for (const [data, code, headers = {}] of refused) {
    const answer = await request.post(`${stage.url}api/consoles`, { data, headers });
    const { http, message, action } = errorRow(code);
    expect(answer.status(), code).toBe(http);
    expect((await answer.json()).error).toMatchObject({ code, message, action });
  }
});

test.describe("what the machine's page shows", () => {
  test("a machine that is off, and one without a display", async ({ spare, as }) => {
    const off = await spare({ vncPort: display.port });
    const bare = await spare({ on: true });
    const textOnly = await spare({ serial: true, on: true });
    const page = await as("user");
    const moment = page.locator("[data-moment]");

    await page.goto(`vms/${off.vm}`);
    await expect(moment).toHaveAttribute("data-moment", "off");
    await expect(moment).toContainText("The machine is off");
    await expect(moment.getByRole("button", { name: "Start" })).toBeVisible();

    await page.goto(`vms/${bare.vm}`);
    await expect(moment).toContainText("The machine has no console");

    await page.goto(`vms/${textOnly.vm}?protocol=vnc`);
    await expect(page.locator("[data-console]")).toHaveAttribute("data-protocol", "serial");
  });

  test("an address without a machine", async ({ as, spare }) => {
    const { vm } = await spare();
    const page = await as("user");
    const answer = await page.goto(`vms/${vm.slice(0, -12)}${"0".repeat(12)}`);
    expect(answer?.status()).toBe(404);
    await expect(page.getByRole("heading", { name: "There is nothing at this address" })).toBeVisible();
    await page.getByRole("link", { name: "All machines" }).click();
    await expect(page.getByRole("heading", { name: "Machines", exact: true })).toBeVisible();
  });

  test("a machine that is removed under its open page", async ({ spare, as }) => {
    const machine = await spare({ vncPort: display.port, on: true });
    const page = await as("user");
    await page.goto(`vms/${machine.vm}`);
    await expect(page.locator("[data-console]")).toHaveAttribute("data-state", "connected");
    await machine.destroy();
    await machine.undefine();
    display.hangUp();
    await expect(page.locator("[data-moment]")).toContainText("The machine is gone");
    await expect(page.locator("[data-moment]").getByRole("link", { name: "All machines" })).toBeVisible();
  });

  test("a ticket that keeps expiring on its way", async ({ spare, as, records }) => {
    const machine = await spare({ vncPort: display.port, on: true });
    const page = await as("user");
    await page.route("**/api/consoles", async (route) => {
      const response = await route.fetch();
      records.expire((await response.json()).ticket);
      await route.fulfill({ response });
    });
    await page.goto(`vms/${machine.vm}`);
    await expect(page.locator("[data-moment]")).toContainText(errorRow("ticket-expired").message);
    await page.unroute("**/api/consoles");
    await page.getByRole("button", { name: "Try again" }).click();
    await expect(page.locator("[data-console]")).toHaveAttribute("data-state", "connected");
  });

  /** Those that no machine here can be brought to say are told by a relay of the test's own. */
  const shown: Partial<Record<ErrorCode, string>> = {
    "not-allowed": "You may not open this console",
    "too-many-consoles": "Too many consoles are open",
    "not-signed-in": "You are signed out",
    revoked: "Your right to this console was taken away",
    "display-refused": errorRow("display-refused").message,
    "display-protocol": errorRow("display-protocol").message,
    "display-address": errorRow("display-address").message,
    "host-refused": errorRow("host-refused").message,
    "host-unreachable": "The host does not answer",
    // The one who was said to hold it does not.
    "console-held": "This console is free again",
    internal: errorRow("internal").message,
  };

  test("every other refusal, in words of its own", async ({ spare, as }) => {
    const machine = await spare({ serial: true, on: true });
    const page = await as("operator");
    const moment = page.locator("[data-moment]");
    let refusal: ErrorCode = "internal";
    await page.routeWebSocket("**/relay/console", (socket) => socket.close(endOf(refusal)));
    for (const [code, words] of Object.entries(shown)) {
      refusal = code as ErrorCode;
      await page.goto(`vms/${machine.vm}`);
      await expect(moment, code).toContainText(words);
      await expect(moment.locator("button, a").first(), `${code} has a next step`).toBeVisible();
    }
  });
});

test.describe("a machine's port that another machine takes between ticket and redeem", () => {
  const SWAPS = 20;

  test(`${SWAPS} swaps: the wrong screen is never shown`, async ({ spare, stage, somebody }) => {
    let behindThePort: "A" | "B" = "A";
    const screens = { A: await startTestScreen("screen of A"), B: await startTestScreen("screen of B") };
    /** What happens while the relay's connection is on its way. */
    let meanwhile = async () => {};
    const shared = await startGate(async () => {
      const swap = meanwhile;
      meanwhile = async () => {};
      await swap();
      return screens[behindThePort].port;
    });
    const a = await spare({ vncPort: shared.port, on: true });
    const b = await spare({ vncPort: shared.port });
    const request = await (await somebody("user")).api();
    const takeOver = async () => {
      await a.destroy();
      await b.start();
      behindThePort = "B";
    };
    const moveAway = async () => {
      await takeOver();
      await a.redefine({ vncPort: screens.A.port });
      await a.start();
    };
    const restore = async () => {
      await b.destroy().catch(ignore);
      await a.destroy().catch(ignore);
      await a.redefine({ vncPort: shared.port });
      await a.start();
      behindThePort = "A";
      await untilState(request, a.vm, "running");
      await untilState(request, b.vm, "shutoff");
    };
    const ways: { when: "before" | "during"; swap: () => Promise<void>; ends: ErrorCode | "right screen" }[] = [
      { when: "before", swap: takeOver, ends: "machine-off" },
      { when: "before", swap: moveAway, ends: "right screen" },
      { when: "during", swap: takeOver, ends: "machine-off" },
      { when: "during", swap: moveAway, ends: "machine-changed" },
    ];

    for (let swap = 0; swap < SWAPS; swap++) {
      const way = ways[swap % ways.length];
      if (!way) continue;
      const pass = await requestPass(request, stage, { vm: a.vm, protocol: "vnc", mode: "control" });
      if (way.when === "before") await way.swap();
      else meanwhile = way.swap;
      const socket = await RelaySocket.dial(request, stage, pass);
      const what = `swap ${swap}, ${way.when} the redeem`;
      if (way.ends === "right screen") {
        expect(await screenNameOf(socket), what).toContain("screen of A");
        socket.close();
      } else {
        expect(await socket.end, what).toEqual(endOf(way.ends));
        expect(socket.received, what).toEqual([]);
      }
      expect(Buffer.concat(socket.received).includes("screen of B"), what).toBe(false);
      await restore();
    }
    await Promise.all([shared.close(), screens.A.close(), screens.B.close()]);
  });

  test("real machines, 3 swaps", async ({ guest, stage, somebody }) => {
    const probe = await startTestScreen("a port that is free");
    await probe.close();
    const graphics = [{ type: "vnc", port: probe.port, password: "secret12" }] as const;
    const a = await guest({ graphics, on: false });
    const b = await guest({ graphics, on: false });
    const request = await (await somebody("user")).api();
    for (let swap = 0; swap < 3; swap++) {
      await a.virsh("start", "--paused");
      await untilState(request, a.vm, "paused");
      const pass = await requestPass(request, stage, { vm: a.vm, protocol: "vnc", mode: "control" });
      if (swap === 0) {
        const own = await RelaySocket.dial(
          request,
          stage,
          await requestPass(request, stage, { vm: a.vm, protocol: "vnc", mode: "control" }),
        );
        expect(await screenNameOf(own)).toContain(a.name);
        own.close();
      }
      await a.destroy();
      await b.virsh("start", "--paused");
      expect(await b.displayPort()).toBe(probe.port);
      const socket = await RelaySocket.dial(request, stage, pass);
      expect(await socket.end).toEqual(endOf("machine-off"));
      expect(socket.received).toEqual([]);
      await b.destroy();
    }
  });

  test("real machines, in the browser: the page says that the machine is off, and draws nothing", async ({ guest, as }) => {
    const probe = await startTestScreen("a port that is free");
    await probe.close();
    const graphics = [{ type: "vnc", port: probe.port, password: "secret12" }] as const;
    const a = await guest({ graphics, on: false });
    const b = await guest({ graphics, on: false });
    await a.virsh("start", "--paused");
    const page = await as("user");
    await page.route(
      "**/api/consoles",
      async (route) => {
        const response = await route.fetch();
        await a.destroy();
        await b.virsh("start", "--paused");
        await route.fulfill({ response });
      },
      { times: 1 },
    );
    await page.goto(`vms/${a.vm}`);
    await expect(page.locator("[data-moment]")).toHaveAttribute("data-moment", "off");
    expect(await page.locator("[data-console] [data-live=true]").count()).toBe(0);
    await expect(page).toHaveTitle(new RegExp(a.name));
  });
});

import { execFile } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "@playwright/test";
import { type ErrorCode, errorRow } from "#server/errors.ts";
import { endpoints } from "#server/web/api/table.ts";
import { ConsoleView } from "./support/console-view.ts";
import { PageErrors } from "./support/page-errors.ts";
import { expect, type OwnPortal, test, untilState } from "./support/portal-test.ts";
import { startTestScreen } from "./support/test-screen.ts";

/** Nothing without a sign-in, and with one only what the role allows. */

const ROOT = join(import.meta.dirname, "..");

/** Every page there is, as an address below the portal's own: "", "hosts", "vms/[id]". */
const pages = globSync("**/page.tsx", { cwd: join(ROOT, "app") }).map((file) =>
  file
    .split("/")
    .slice(0, -1)
    .filter((part) => !part.startsWith("("))
    .join("/"),
);
const openPages = ["setup", "sign-in"];

test.describe("without a sign-in", () => {
  test("every page leads to the sign-in, and back from there", async ({ request, spare }) => {
    const machine = await spare({ name: "a-name-that-nobody-may-see" });
    expect(pages).toEqual(expect.arrayContaining(["", "hosts", "account", "vms/[id]", ...openPages]));
    for (const page of pages.filter((path) => !openPages.includes(path))) {
      const path = page.replace("[id]", machine.vm).replace("[key]", machine.vm.split(".")[0] ?? "");
      const answer = await request.get(path, { maxRedirects: 0 });
      expect(answer.status(), page).toBe(307);
      expect(answer.headers().location, page).toMatch(new RegExp(`/sign-in\\?next=${encodeURIComponent(`/${path}`)}$`));
      const tricks = [
        { rsc: "1" },
        { "next-router-prefetch": "1", rsc: "1" },
        { "x-middleware-subrequest": "middleware" },
        { cookie: "a=b" },
      ];
      for (const headers of [{}, ...tricks]) {
        const body = await (await request.get(path, { maxRedirects: 0, headers })).text();
        expect(body, page).not.toContain(machine.name);
      }
    }
    for (const page of openPages) expect((await request.get(page, { maxRedirects: 0 })).status(), page).toBe(200);
  });

  test("every address of the API answers 401, the events too", async ({ request, stage, spare }) => {
    const { vm } = await spare();
    const origin = new URL(stage.url).origin;
    expect(endpoints.filter(({ open }) => open).map(({ id }) => id)).toEqual(["signIn", "setUp", "getDescription"]);
    for (const { method, path, id } of endpoints.filter(({ open }) => !open)) {
      for (const cookie of ["", "oriel.session_token=made.up"]) {
        const data = method === "POST" ? {} : undefined;
        const address = path
          .slice(1)
          .replace("{id}", vm)
          .replace("{key}", vm.split(".")[0] ?? "")
          .replace("{change}", "none");
        const answer = await request.fetch(address, {
          method,
          data,
          headers: { origin, cookie },
          maxRedirects: 0,
        });
        expect(answer.status(), id).toBe(401);
        expect((await answer.json()).error.code, id).toBe("not-signed-in");
      }
    }
  });
});

test.describe("the roles", () => {
  test("a user may start a machine, an operator may also end it", async ({ spare, api }) => {
    const machine = await spare({ on: true });
    const [user, operator] = [await api("user"), await api("operator")];
    const power = async (as: typeof user, action: string) => {
      const answer = await as.post(`api/vms/${machine.vm}/power`, { data: { action } });
      return answer.ok() ? answer.status() : (await answer.json()).error.code;
    };
    for (const action of ["shutdown", "reboot", "reset", "force-off", "pause", "resume"])
      expect(await power(user, action), action).toBe("not-allowed");
    await untilState(user, machine.vm, "running");
    expect(await power(operator, "force-off")).toBe(204);
    await untilState(operator, machine.vm, "shutoff");
    expect(await power(user, "start")).toBe(204);
    await untilState(user, machine.vm, "running");
  });

  test("a page offers only what the role allows", async ({ spare, as }) => {
    const machine = await spare({ on: true });
    const offered = async (page: Page) => {
      await page.goto(`?q=${machine.name}`);
      await page.getByRole("button", { name: `Actions for` }).click();
      await expect(page.getByRole("menuitem", { name: "Open the console" })).toBeVisible();
      return page.getByRole("menuitem").allTextContents();
    };
    expect(await offered(await as("user"))).toEqual(["Open the console", "Pin", "Open in a desktop app…"]);
    expect(await offered(await as("operator"))).toEqual([
      "Open the console",
      "Pin",
      "Open in a desktop app…",
      "Display settings",
      "Pause",
      "Shut down",
      "Reboot",
      "Reset",
      "Force off",
    ]);
  });

  test("where a hypervisor is, and what libvirt says, is not for users", async ({ api }) => {
    const uris = async (role: "user" | "operator") =>
      (await (await (await api(role)).get("api/hosts")).json()).map(({ uri }: { uri: string }) => uri);
    expect(await uris("user")).toEqual(["", ""]);
    expect((await uris("operator")).join()).toContain("qemu+unix://");
  });
});

test.describe("a sign-in", () => {
  const submit = async (page: Page, email: string, password: string) => {
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  const says = (page: Page, code: ErrorCode) => expect(page.getByText(errorRow(code).message)).toBeVisible();

  test("with a wrong password is refused, and too many are slowed down, both in words", async ({
    page,
    request,
    stage,
    somebody,
    records,
  }) => {
    const { email, password } = await somebody("user");
    await page.goto("sign-in");
    await submit(page, email, "not her password");
    await says(page, "wrong-password");
    const headers = { origin: new URL(stage.url).origin };
    const guess = async () => (await request.post("api/auth/sign-in/email", { data: { email, password: "guess" }, headers })).status();
    await expect.poll(guess, { intervals: [0] }).toBe(429);
    await submit(page, email, password);
    await says(page, "too-many-attempts");
    records.forgetAttempts();
    await submit(page, email, password);
    await expect(page.getByRole("heading", { name: "Machines", exact: true })).toBeVisible();
  });

  test("goes on to a page of this portal and to no other", async ({ page, somebody, stage }) => {
    const uma = await somebody("user");
    await page.goto("sign-in?next=/hosts");
    await submit(page, uma.email, uma.password);
    await expect(page.getByRole("heading", { name: "Hosts" })).toBeVisible();

    const signedIn = await uma.api();
    const elsewhere = [
      "//evil.example",
      "/\\evil.example",
      "https://evil.example",
      "/.//evil.example",
      "javascript:alert(1)",
      "/\t/evil.example",
    ];
    for (const next of elsewhere) {
      const answer = await signedIn.get(`sign-in?next=${encodeURIComponent(next)}`, { maxRedirects: 0 });
      expect(answer.status(), next).toBe(307);
      expect(new URL(answer.headers().location ?? "", stage.url).href.replace(/\/$/, ""), next).toBe(stage.url.replace(/\/$/, ""));
    }
  });

  test("ends where its person signs out; its cookie is worth nothing then", async ({ somebody, playwright, stage }) => {
    const page = await (await somebody("user")).page();
    await page.goto("account");
    const kept = await page.context().storageState();
    await page.getByRole("button", { name: "Sign out", exact: true }).first().click();
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await page.goto("");
    await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
    const thief = await playwright.request.newContext({ baseURL: stage.url, storageState: kept });
    expect((await thief.get("api/vms")).status()).toBe(401);
    await thief.dispose();
  });

  test("that is ended from another browser takes its list and its open console with it", async ({ somebody, spare }) => {
    const screen = await startTestScreen("a screen");
    const machine = await spare({ vncPort: screen.port, on: true });
    const uma = await somebody("user");
    const open = await uma.page();
    await open.goto(`vms/${machine.vm}`);
    await expect(open.locator("[data-console]")).toHaveAttribute("data-state", "connected");
    const list = await open.context().newPage();
    await list.goto("");

    const account = await uma.page();
    await account.goto("account");
    await account.getByRole("button", { name: /^Sign out .+ on / }).click();
    await expect(account.getByText("Signed out there").first()).toBeVisible();
    await expect(open.locator("[data-moment]")).toContainText("You are signed out", { timeout: 10_000 });
    await expect(list.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await open.getByRole("link", { name: "Sign in" }).click();
    await submit(open, uma.email, uma.password);
    await expect(open.locator("[data-console]"), "the sign-in leads back to the console").toHaveAttribute("data-state", "connected");
    await screen.close();
  });
});

test("every page has a strict policy with a nonce of its own, and keeps it", async ({ page, guest, consoleView, browser, stage }) => {
  test.slow();
  const tiny = await guest();
  const errors = await PageErrors.of(page);
  const nonces = new Set<string>();
  const visit = async (on: Page, path: string) => {
    const answer = await on.goto(path);
    const policy = answer?.headers()["content-security-policy"] ?? "";
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1];
    expect(policy, path).toContain(`script-src 'nonce-${nonce}' 'strict-dynamic'`);
    expect(policy, path).toContain("default-src 'none'");
    expect(policy, path).not.toContain("unsafe-eval");
    expect(nonces, path).not.toContain(nonce);
    nonces.add(nonce ?? "");
  };
  const stranger = await browser.newPage({ baseURL: stage.url });
  const strangersErrors = await PageErrors.of(stranger);
  for (const path of ["sign-in", "setup#token"]) await visit(stranger, path);
  await expect(stranger.getByLabel("Your name")).toBeVisible();
  expect(strangersErrors.besides()).toEqual([]);
  await stranger.close();

  await visit(page, "");
  await page.getByRole("button", { name: "Actions for" }).first().click();
  await page.getByRole("menuitem", { name: "Force off" }).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await page.keyboard.press("Control+k");
  await expect(page.getByPlaceholder("Find a machine or an action")).toBeVisible();
  for (const path of ["?view=wall", "hosts", "account", "nowhere"]) await visit(page, path);
  await visit(page, `vms/${tiny.vm}?protocol=vnc`);
  await new ConsoleView(page).connected();
  await page.getByRole("button", { name: "Keys to send" }).click();
  await expect(page.getByRole("menu")).toBeVisible();
  await visit(page, `vms/${tiny.vm}?protocol=serial`);
  await consoleView.connected();
  await page.keyboard.press("Enter");
  await expect(page.locator(".xterm-rows, .xterm-screen").first()).toBeVisible();
  // Chromium logs answers that are no success: of the page that is not there, and of the test driver, which draws no screens.
  expect(errors.besides(/\/nowhere: .*status of 404/, /status of 409/)).toEqual([]);
});

test.describe("the first sign-in of a new portal", () => {
  const link = (portal: OwnPortal) => /Make the first admin within 24 hours: (\S+)/.exec(readFileSync(portal.log, "utf8"))?.[1] ?? "";
  const fill = async (page: Page, email: string) => {
    await page.getByLabel("Your name").fill("Grace");
    await page.getByLabel("Email").fill(email);
    await page.getByLabel("Password", { exact: true }).fill("grace likes compilers");
    await page.getByRole("button", { name: "Make it and sign in" }).click();
  };

  test("is made through the link it printed, once; npm run user makes more, who can sign in at once", async ({
    browser,
    page,
    libvirt,
    ownPortal,
    request,
  }) => {
    const portal = await ownPortal(libvirt.uriFor("test:///default"), { empty: true });
    await expect.poll(() => link(portal)).toContain(portal.url);
    await page.goto(`${portal.url}setup`);
    await expect(page.getByText("This address is not complete")).toBeVisible();
    await page.goto(link(portal));
    await page.reload();
    await fill(page, "grace@oriel.example");
    await expect(page.getByRole("heading", { name: "Machines", exact: true })).toBeVisible();
    expect((await (await page.request.get(`${portal.url}api/me`)).json()).role).toBe("admin");

    const second = await browser.newPage();
    await second.goto(link(portal));
    await fill(second, "eve@oriel.example");
    await expect(second.getByText(errorRow("setup-done").message)).toBeVisible();
    await second.getByRole("link", { name: "Go to the sign-in" }).click();
    await expect(second.getByRole("heading", { name: "Sign in" })).toBeVisible();
    await second.close();

    const { email, password } = { email: "otto@oriel.example", password: "otto likes harbours" };
    await npmRunUser(portal, ["add", email, "--role", "operator"], password);
    const answer = await request.post(`${portal.url}api/auth/sign-in/email`, {
      data: { email, password },
      headers: { origin: new URL(portal.url).origin },
    });
    expect(await answer.json()).toMatchObject({ email, role: "operator" });
  });
});

function npmRunUser({ stateDirectory }: OwnPortal, args: string[], password: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const settings = Object.entries(process.env).filter(([name]) => !name.startsWith("ORIEL_"));
    const env = { ...Object.fromEntries(settings), NODE_ENV: "production" as const, ORIEL_STATE_DIR: stateDirectory };
    const child = execFile("npm", ["run", "--silent", "user", "--", ...args], { cwd: ROOT, env }, (error, output) =>
      error ? reject(error) : resolve(output),
    );
    child.stdin?.end(`${password}\n`);
  });
}

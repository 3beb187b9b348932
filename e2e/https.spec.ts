import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import type { BrowserContext, Page } from "@playwright/test";
import { ownHosts } from "#server/tls/own-hosts.ts";
import { issuedPair, type Pair, selfSignedPair } from "#server/tls/testing/certificates.ts";
import { ConsoleView } from "./support/console-view.ts";
import { keysOf } from "./support/keyboard.ts";
import { expect, pageOf, test } from "./support/portal-test.ts";
import { REAL_HOST } from "./support/stage.ts";

const basePath = process.env.ORIEL_BASE_PATH ?? "";

/** An address by which other devices reach this machine, where it has one; browsers trust http there as little as elsewhere. */
async function addressForOthers(): Promise<string> {
  const address = (await ownHosts("0.0.0.0")).find((host) => /^[\d.]+$/.test(host));
  if (address === undefined) throw new Error("This machine has no address.");
  return address;
}

/** SHA-256 of the certificate that a portal shows to who comes now. */
async function printShownAt(url: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port), rejectUnauthorized: false });
  await once(socket, "secureConnect");
  const { fingerprint256 } = socket.getPeerCertificate();
  socket.destroy();
  return fingerprint256;
}

const printOf = ({ cert }: Pair) => new X509Certificate(cert).fingerprint256;

async function signInBy(page: Page, { email, password }: { email: string; password: string }): Promise<void> {
  await page.getByLabel("Email").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).not.toHaveURL(/sign-in/);
}

const cookieOf = async (context: BrowserContext) => (await context.cookies()).filter(({ name }) => name.endsWith("session_token"));

test("with a certificate of its own the portal is a secure context at the machine's address, and consoles open over wss", async ({
  ownPortal,
  libvirt,
  guest,
  stage,
  browser,
}) => {
  const painter = await guest({ guest: "painter" });
  await painter.paint("mode bars");
  const address = await addressForOthers();
  const portal = await ownPortal(`${REAL_HOST}=${libvirt.uri}`, { settings: { ORIEL_TLS: "self-signed", ORIEL_LISTEN: `${address}:0` } });
  expect(new URL(portal.url)).toMatchObject({ protocol: "https:", hostname: address });
  const print = `fingerprint:\n${await printShownAt(portal.url)}\n`;
  await expect.poll(() => readFileSync(portal.log, "utf8")).toContain(print);

  const context = await browser.newContext({ ignoreHTTPSErrors: true, locale: "en-US", baseURL: portal.url });
  const page = await context.newPage();
  const sockets: string[] = [];
  page.on("websocket", (socket) => sockets.push(socket.url()));
  // Typed without a scheme, as on a phone.
  const answer = await page.goto(portal.url.replace("https:", "http:"));
  expect(page.url()).toContain(`${portal.url}sign-in`);
  expect(answer?.headers()).not.toHaveProperty("strict-transport-security");
  await signInBy(page, stage.people.operator);
  expect(await page.evaluate(() => [isSecureContext, typeof navigator.clipboard?.readText, typeof crypto.subtle])).toEqual([
    true,
    "function",
    "object",
  ]);
  expect(await cookieOf(context)).toEqual([
    expect.objectContaining({
      name: basePath ? "oriel.session_token" : "__Host-oriel.session_token",
      path: basePath || "/",
      domain: address,
      secure: true,
      httpOnly: true,
      sameSite: "Lax",
    }),
  ]);

  const view = new ConsoleView(page);
  await view.open(painter);
  await view.expectScreenOf(painter);
  await view.canvas.focus();
  expect(await keysOf(painter, page, () => page.keyboard.press("a"))).toBe("+30 -30");
  expect(sockets).toEqual([`${portal.url.replace("https:", "wss:")}relay/console`]);
  await context.close();
});

test("a certificate's files may be replaced while a console is open", async ({ ownPortal, libvirt, guest, stage, browser }) => {
  const painter = await guest({ guest: "painter" });
  await painter.paint("mode bars");
  const directory = mkdtempSync(join(tmpdir(), "oriel-e2e-tls-"));
  const files = { ORIEL_TLS_CERT: join(directory, "cert.pem"), ORIEL_TLS_KEY: join(directory, "key.pem") };
  const put = ({ cert, key }: Pair) => {
    writeFileSync(files.ORIEL_TLS_KEY, key);
    writeFileSync(files.ORIEL_TLS_CERT, cert);
  };
  const [own, issued] = [await selfSignedPair(), issuedPair()];
  put(own);
  const portal = await ownPortal(`${REAL_HOST}=${libvirt.uri}`, { settings: files });
  expect(await printShownAt(portal.url)).toBe(printOf(own));
  const { page, close } = await pageOf(browser, portal.url, stage.people.operator, { ignoreHTTPSErrors: true });
  const view = new ConsoleView(page);
  await view.open(painter);
  const states = await page.evaluateHandle(() => {
    const seen: (string | null)[] = [];
    const root = document.querySelector("[data-console]");
    if (root) new MutationObserver(() => seen.push(root.getAttribute("data-state"))).observe(root, { attributeFilter: ["data-state"] });
    return seen;
  });

  writeFileSync(files.ORIEL_TLS_CERT, issued.cert.slice(0, 100));
  await expect.poll(() => readFileSync(portal.log, "utf8")).toContain("the one before stays");
  expect(await printShownAt(portal.url)).toBe(printOf(own));
  put(issued);
  await expect.poll(() => printShownAt(portal.url)).toBe(printOf(issued));

  const other = await pageOf(browser, portal.url, stage.people.operator, { ignoreHTTPSErrors: true });
  const answer = await other.page.goto("");
  expect((await answer?.securityDetails())?.issuer).toBe("Test Authority");
  // Somebody vouches for this one: browsers that trust it keep to https.
  expect(answer?.headers()["strict-transport-security"]).toMatch(/^max-age=\d+$/);
  await other.close();

  await painter.paint("mode gradient");
  await view.expectScreenOf(painter);
  await view.canvas.focus();
  expect(await keysOf(painter, page, () => page.keyboard.press("a"))).toBe("+30 -30");
  expect(await states.jsonValue()).toEqual([]);
  await close();
  rmSync(directory, { recursive: true });
});

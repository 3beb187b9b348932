import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { answerRestarting } from "./restarting.ts";

const server = createServer(answerRestarting);

beforeAll(() => new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve)));
afterAll(() => server.close());

const ask = (headers: Record<string, string>) => fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });

it.each([
  ["the browser's language", { "accept-language": "de-CH,en;q=0.5" }, "de", "Das Portal startet neu."],
  ["the language the person chose", { "accept-language": "de", cookie: "oriel-theme=dark; oriel-language=en" }, "en", "restarting."],
  ["English for all others", {}, "en", "The portal is restarting."],
])("a page that waits for the portal is in %s", async (_, headers, language, words) => {
  const page = await (await ask({ accept: "text/html", ...headers })).text();
  expect(page).toContain(`<html lang="${language}">`);
  expect(page).toContain(words);
});

it("answers a program with the error", async () => {
  const answer = await ask({ "accept-language": "de" });
  expect(answer.status).toBe(503);
  expect(await answer.json()).toMatchObject({ error: { code: "restarting", message: "The portal is restarting." } });
});

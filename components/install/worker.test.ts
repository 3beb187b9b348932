import { beforeEach, expect, test, vi } from "vitest";

const ORIGIN = "https://vm.example.org";
const OFFLINE = "/vm/offline";

/** Caches by name, each with answers by address; what is told to listeners; what the portal answers. */
let kept: Map<string, Map<string, Response>>;
let listeners: Map<string, (event: unknown) => void>;
let portal: (path: string) => Response;

const addressOf = (request: string | { url: string }) => new URL(typeof request === "string" ? request : request.url, ORIGIN).href;

function cacheOf(name: string) {
  const cache = kept.get(name) ?? new Map<string, Response>();
  kept.set(name, cache);
  return {
    match: async (request: Request | string) => cache.get(addressOf(request))?.clone(),
    put: async (request: Request | string, answer: Response) => void cache.set(addressOf(request), answer),
    add: async (request: Request) => void cache.set(addressOf(request), portal(new URL(addressOf(request)).pathname)),
  };
}

beforeEach(async () => {
  kept = new Map();
  listeners = new Map();
  portal = (path) => new Response(path, { headers: path.includes("/_next/static/") ? { "cache-control": "public, immutable" } : {} });
  vi.resetModules();
  vi.stubGlobal("BUILD", "new");
  vi.stubGlobal("BASE_PATH", "/vm");
  vi.stubGlobal(
    "Request",
    class {
      readonly url: string;
      constructor(url: string) {
        this.url = addressOf(url);
      }
    },
  );
  vi.stubGlobal("fetch", async ({ url }: { url: string }) => portal(new URL(url).pathname));
  vi.stubGlobal("caches", {
    open: async (name: string) => cacheOf(name),
    keys: async () => [...kept.keys()],
    delete: async (name: string) => kept.delete(name),
  });
  vi.stubGlobal("self", {
    location: new URL(`${ORIGIN}/vm/service-worker.js`),
    registration: {},
    clients: { claim: async () => undefined },
    addEventListener: (type: string, listener: (event: unknown) => void) => void listeners.set(type, listener),
  });
  await import("./worker.ts");
  await lasts("install");
  await lasts("activate");
});

async function lasts(type: string): Promise<void> {
  let work: Promise<void> | undefined;
  listeners.get(type)?.({ waitUntil: (given: Promise<void>) => (work = given) });
  await work;
}

/** What the worker answers; undefined: it leaves it to the browser. */
async function answerTo(path: string, { method = "GET", mode = "cors", origin = ORIGIN } = {}): Promise<Response | undefined> {
  let answer: Promise<Response> | undefined;
  const request = { url: `${origin}${path}`, method, mode };
  listeners.get("fetch")?.({
    request,
    respondWith: (given: Promise<Response>) => (answer = given),
  });
  return answer;
}

const cached = () => [...kept.values()].flatMap((cache) => [...cache.keys()].map((address) => address.slice(ORIGIN.length)));

test("a file of the build is asked for once", async () => {
  await answerTo("/vm/_next/static/a.js");
  portal = () => Response.error();
  expect(await (await answerTo("/vm/_next/static/a.js"))?.text()).toBe("/vm/_next/static/a.js");
});

test("what may change, and what fails, is not kept", async () => {
  portal = () => new Response("", { headers: { "cache-control": "no-store" } });
  await answerTo("/vm/_next/static/dev.js");
  portal = () => new Response("", { status: 404, headers: { "cache-control": "immutable" } });
  await answerTo("/vm/_next/static/gone.js");
  expect(cached()).toEqual([OFFLINE]);
});

test.each([
  ["the API", "/vm/api/vms", {}],
  ["a file of the API that is opened as a page", "/vm/api/vms/a/screenshot", { mode: "navigate" }],
  ["what a page asks the server for", "/vm/vms/a?_rsc=1", {}],
  ["a change", "/vm/_next/static/a.js", { method: "POST" }],
  ["another origin", "/vm/_next/static/a.js", { origin: "https://elsewhere.example" }],
  ["another program beside the portal", "/vmware", { mode: "navigate" }],
])("%s is none of its business", async (_, path, options) => {
  expect(await answerTo(path, options)).toBeUndefined();
  expect(cached()).toEqual([OFFLINE]);
});

test("a page comes from the portal and is not kept; where nothing answers, or only a proxy, it says so", async () => {
  const page = () => answerTo("/vm/vms/a", { mode: "navigate" });
  expect(await (await page())?.text()).toBe("/vm/vms/a");
  expect(cached()).toEqual([OFFLINE]);
  portal = () => new Response("restarting", { status: 503 });
  expect(await (await page())?.text(), "the front door's own words").toBe("restarting");
  portal = () => new Response("Bad Gateway", { status: 502 });
  expect(await (await page())?.text()).toBe("/vm/offline");
  portal = () => {
    throw new TypeError("Failed to fetch");
  };
  expect(await (await page())?.text()).toBe("/vm/offline");
});

test("once a page says that the language is another, the page for no answer is asked for anew", async () => {
  portal = () => new Response("Kein Netz");
  await lasts("message");
  portal = () => {
    throw new TypeError("Failed to fetch");
  };
  expect(await (await answerTo("/vm/vms/a", { mode: "navigate" }))?.text()).toBe("Kein Netz");
});

test("a new build forgets the files of the one before, and nobody else's", async () => {
  for (const name of ["oriel-shell /vm old", "oriel-shell /vm2 old", "another program's"]) cacheOf(name);
  await lasts("activate");
  expect([...kept.keys()]).toEqual(["oriel-shell /vm new", "oriel-shell /vm2 old", "another program's"]);
});

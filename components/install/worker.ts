/** What is used here of a worker's global scope; TypeScript's own description of it contradicts that of a page. */
type WorkerScope = Omit<EventTarget, "addEventListener"> & {
  location: Location;
  registration: ServiceWorkerRegistration;
  clients: { claim(): Promise<void> };
  addEventListener(type: "install" | "activate" | "message", listener: (event: Lasting) => void): void;
  addEventListener(type: "fetch", listener: (event: Fetching) => void): void;
};
type Lasting = { waitUntil(work: Promise<void>): void };
type Fetching = { request: Request; respondWith(answer: Promise<Response>): void };

/** Filled in when the worker is bundled (.ci/install-files.mjs): a new one for each build, and "" or "/vm". */
declare const BUILD: string;
declare const BASE_PATH: string;

const worker = self as unknown as WorkerScope;

const STATIC = `${BASE_PATH}/_next/static/`;
const OFFLINE = `${BASE_PATH}/offline`;
const OURS = `oriel-shell ${BASE_PATH} `;
const CACHE = OURS + BUILD;
/** What a proxy answers in the place of a portal that does not. */
const NOBODY = [502, 504];

// The shell only: files whose names change with their contents, and the page that says that nothing answers.
// Everything else goes to the portal and stays in no cache: what machines are called, how they are, and their screens.

// No new worker takes over while pages are open: a page that was on its way through the one before was seen never to come to its end.
worker.addEventListener("install", (event) => {
  event.waitUntil(keepOfflinePage());
});

// A page says that the person has chosen another language.
worker.addEventListener("message", (event) => {
  event.waitUntil(keepOfflinePage());
});

worker.addEventListener("activate", (event) => {
  event.waitUntil(activate());
});

worker.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== worker.location.origin) return;
  if (pathname.startsWith(STATIC)) event.respondWith(fileOf(request));
  else if (request.mode === "navigate" && isInPortal(pathname)) event.respondWith(pageOf(request));
});

/** As the portal says it now, in the person's language. */
async function keepOfflinePage(): Promise<void> {
  const cache = await caches.open(CACHE);
  await cache.add(new Request(OFFLINE, { cache: "no-store" }));
}

async function activate(): Promise<void> {
  const stale = (await caches.keys()).filter((name) => name.startsWith(OURS) && name !== CACHE);
  await Promise.all(stale.map((name) => caches.delete(name)));
  await worker.clients.claim();
}

/** The scope is a prefix of text: "/vm" is the portal's, "/vmware" somebody else's. */
function isInPortal(pathname: string): boolean {
  const inside = BASE_PATH === "" || pathname === BASE_PATH || pathname.startsWith(`${BASE_PATH}/`);
  return inside && !pathname.startsWith(`${BASE_PATH}/api/`);
}

async function fileOf(request: Request): Promise<Response> {
  const cache = await caches.open(CACHE);
  const kept = await cache.match(request);
  if (kept) return kept;
  const answer = await fetch(request);
  if (answer.ok && answer.headers.get("cache-control")?.includes("immutable")) await cache.put(request, answer.clone());
  return answer;
}

async function pageOf(request: Request): Promise<Response> {
  const answer = await answerTo(request);
  if (answer.ok || !NOBODY.includes(answer.status)) return answer;
  return (await (await caches.open(CACHE)).match(OFFLINE)) ?? answer;
}

/** An error in place of no answer. */
async function answerTo(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch {
    return new Response(null, { status: 504 });
  }
}

export {};

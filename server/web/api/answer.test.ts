import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readSettings } from "#server/changes/plan/read-settings.ts";
import type { Role } from "#server/contract/person.ts";
import { everythingAllowed } from "#server/contract/settings.ts";
import { codeOf, OFF, ORIGIN, openTestPortal, RUNNING, type TestPortal, UNKNOWN } from "../testing.ts";
import type { Endpoint } from "./endpoint.ts";
import { endpoints } from "./table.ts";

let portal: TestPortal;
beforeAll(async () => {
  portal = await openTestPortal();
});
afterAll(() => portal.close());

const withParams = (path: string) => path.replace("{id}", RUNNING).replace("{key}", "local").replace("{change}", "none");
const pathOf = (endpoint: Endpoint) => withParams(endpoint.path);

describe("without a sign-in", () => {
  test("only these are open", () => {
    const open = endpoints.filter((endpoint) => endpoint.open).map(({ method, path }) => `${method} ${path}`);
    expect(open.toSorted()).toEqual(["GET /api/openapi.json", "POST /api/auth/sign-in/email", "POST /api/setup"]);
  });

  test.each(endpoints.filter(({ open }) => !open).map((endpoint) => [`${endpoint.method} ${endpoint.path}`, endpoint] as const))(
    "%s is refused, whatever the cookie",
    async (_, endpoint) => {
      for (const cookie of ["", "oriel.session_token=forged", "__Host-oriel.session_token=forged; oriel.session_token=a.b"]) {
        const response = await portal.ask(endpoint.method, pathOf(endpoint), { cookie, ...(endpoint.method !== "GET" && { body: {} }) });
        expect(response.status).toBe(401);
        expect(await response.json()).toEqual({
          error: { code: "not-signed-in", message: expect.any(String), action: expect.any(String) },
        });
      }
    },
  );
});

/** A change of a definition that is another by now. */
const someChange = { base: "none", settings: readSettings("<domain/>") };

// One line for each address: what answers each role. An address that is not here fails the test below.
const matrix: Record<string, { user: number; operator: number; admin: number; body?: unknown; query?: string }> = {
  "GET /api/me": { user: 200, operator: 200, admin: 200 },
  "GET /api/auth/list-sessions": { user: 200, operator: 200, admin: 200 },
  "POST /api/auth/revoke-session": { user: 204, operator: 204, admin: 204, body: { id: "none" } },
  "POST /api/auth/revoke-other-sessions": { user: 204, operator: 204, admin: 204 },
  "POST /api/auth/change-password": {
    user: 401,
    operator: 401,
    admin: 401,
    body: { currentPassword: "wrong", newPassword: "long enough now" },
  },
  "GET /api/vms": { user: 200, operator: 200, admin: 200 },
  "GET /api/vms/{id}": { user: 200, operator: 200, admin: 200 },
  "GET /api/vms/{id}/screenshot": { user: 200, operator: 200, admin: 200 },
  "POST /api/vms/{id}/power": { user: 403, operator: 204, admin: 204, body: { action: "reset" } },
  "GET /api/pins": { user: 200, operator: 200, admin: 200 },
  "PUT /api/vms/{id}/pin": { user: 204, operator: 204, admin: 204 },
  "DELETE /api/vms/{id}/pin": { user: 204, operator: 204, admin: 204 },
  "GET /api/recent": { user: 200, operator: 200, admin: 200 },
  "PUT /api/vms/{id}/protocol": { user: 204, operator: 204, admin: 204, body: { protocol: "spice" } },
  "GET /api/vms/{id}/holder": { user: 200, operator: 200, admin: 200, query: "?protocol=spice" },
  "GET /api/vms/{id}/hand-off": { user: 200, operator: 200, admin: 200 },
  "POST /api/vms/{id}/hand-off": { user: 200, operator: 200, admin: 200, body: { protocol: "vnc" } },
  "PUT /api/vms/{id}/external-link": {
    user: 403,
    operator: 403,
    admin: 204,
    body: { link: { name: "VDI", url: "https://vdi.example.org" } },
  },
  "GET /api/vms/{id}/serial-log": { user: 200, operator: 200, admin: 200 },
  "POST /api/consoles": { user: 201, operator: 201, admin: 201, body: { vm: RUNNING, protocol: "vnc", mode: "control" } },
  "GET /api/vms/{id}/display": { user: 403, operator: 200, admin: 200 },
  "POST /api/vms/{id}/display/plan": { user: 403, operator: 403, admin: 409, body: someChange },
  "POST /api/vms/{id}/display/reveal": { user: 403, operator: 403, admin: 200 },
  "POST /api/vms/{id}/display/changes": { user: 403, operator: 403, admin: 409, body: { ...someChange, next: "none" } },
  "GET /api/vms/{id}/display/changes/{change}": { user: 403, operator: 404, admin: 404 },
  "GET /api/vms/{id}/display/changes/{change}/diff": { user: 403, operator: 404, admin: 404 },
  "GET /api/vms/{id}/display/changes/{change}/restore": { user: 403, operator: 403, admin: 404 },
  "POST /api/vms/{id}/display/changes/{change}/restore": { user: 403, operator: 403, admin: 404, body: { base: "none", next: "none" } },
  "POST /api/vms/{id}/display/restart": { user: 403, operator: 403, admin: 202 },
  "GET /api/hosts/{key}/gpus": { user: 403, operator: 200, admin: 200 },
  "POST /api/hosts/{key}/gpus/mdevs": { user: 403, operator: 403, admin: 409, body: { parent: "0000:01:00.0", type: "nvidia-63" } },
  "GET /api/settings": { user: 403, operator: 403, admin: 200 },
  "PUT /api/settings": { user: 403, operator: 403, admin: 204, body: { exchange: everythingAllowed } },
  "GET /api/hosts": { user: 200, operator: 200, admin: 200 },
  "GET /api/events": { user: 200, operator: 200, admin: 200 },
  // Last, since it ends the sign-in.
  "POST /api/auth/sign-out": { user: 204, operator: 204, admin: 204 },
};

describe("each role", () => {
  test("is said for every guarded address", () => {
    const guarded = endpoints.filter(({ open }) => !open).map(({ method, path }) => `${method} ${path}`);
    expect(Object.keys(matrix).toSorted()).toEqual(guarded.toSorted());
  });

  test.each(["user", "operator", "admin"] as const)("%s gets what the matrix says", async (role) => {
    const cookie = await portal.signIn(role);
    const statuses: Record<string, number> = {};
    for (const [address, { body, query = "" }] of Object.entries(matrix)) {
      const [method = "", path = ""] = address.split(" ");
      const response = await portal.ask(method, withParams(path) + query, { cookie, ...(body !== undefined && { body }) });
      statuses[address] = response.status;
      await response.body?.cancel();
    }
    expect(statuses).toEqual(Object.fromEntries(Object.entries(matrix).map(([address, row]) => [address, row[role]])));
  });

  test("a user may start machines and do nothing else to their power", async () => {
    const cookie = await portal.signIn("user");
    const order = (action: string) => portal.ask("POST", `/api/vms/${OFF}/power`, { cookie, body: { action } });
    portal.fleet.ordered.length = 0;
    expect((await order("start")).status).toBe(204);
    for (const action of ["shutdown", "reboot", "reset", "force-off", "pause", "resume"]) expect((await order(action)).status).toBe(403);
    expect(portal.fleet.ordered).toEqual([[OFF, "start"]]);
  });
});

test("a user sees how a hypervisor is, and neither where it is nor what libvirt said", async () => {
  const hosts = async (role: Role) => (await portal.ask("GET", "/api/hosts", { cookie: await portal.signIn(role) })).json();
  const down = portal.fleet.hosts();
  expect(await hosts("operator")).toEqual(down);
  const error = { code: "host-unreachable", message: expect.any(String), action: expect.any(String) };
  expect(await hosts("user")).toEqual([{ ...down[0], uri: "", error }]);
});

describe("form", () => {
  test.each([
    ["GET", "/api"],
    ["GET", "/api/"],
    ["GET", "/api/nothing"],
    ["POST", "/api/auth/sign-up/email"],
    ["GET", "/api/auth/get-session"],
    ["POST", "/api/auth/update-user"],
    ["GET", "/api/vms/"],
    ["GET", "/api/vms/%E0%A4%A"],
    ["GET", "/api/vms/a/b/c"],
  ])("%s %s is not found", async (method, path) => {
    const cookie = await portal.signIn("admin");
    const response = await portal.ask(method, path, { cookie });
    expect(response.status).toBe(404);
  });

  test.each([...new Set(endpoints.map(({ path }) => path))])("%s takes no other method", async (path) => {
    const methods: string[] = endpoints.filter((endpoint) => endpoint.path === path).map(({ method }) => method);
    const others = ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"].filter((other) => !methods.includes(other));
    for (const other of others) {
      const response = await portal.ask(other, withParams(path));
      expect(response.status).toBe(405);
      expect(response.headers.get("allow")).toBe(methods.join(", "));
      expect(await codeOf(response)).toBe("wrong-method");
    }
  });

  test("an unknown machine is unknown, also where its id is none", async () => {
    const cookie = await portal.signIn("admin");
    for (const id of [UNKNOWN, "nonsense", "local.", "__proto__", "other.00000000-0000-4000-8000-000000000001", "x".repeat(90)]) {
      const response = await portal.ask("GET", `/api/vms/${id}`, { cookie });
      expect([response.status, await codeOf(response)]).toEqual([404, "machine-unknown"]);
    }
  });

  test("a wrong body is named field by field", async () => {
    const cookie = await portal.signIn("admin");
    const response = await portal.ask("POST", "/api/consoles", { cookie, body: { vm: "nonsense", protocol: "rdp" } });
    expect(response.status).toBe(400);
    const { error } = (await response.json()) as { error: { code: string; details: string } };
    expect(error.code).toBe("bad-request");
    for (const field of ["body.vm", "body.protocol", "body.mode"]) expect(error.details).toContain(field);
  });

  test.each([
    ["no JSON", "{", {}],
    ["another type", "vm=1", { "content-type": "application/x-www-form-urlencoded" }],
    ["text", "{}", { "content-type": "text/plain" }],
    ["more than 64 KiB", JSON.stringify({ vm: RUNNING, protocol: "vnc", mode: "view", more: "x".repeat(64 * 1024) }), {}],
  ])("a body that is %s is refused", async (_, body, headers) => {
    const cookie = await portal.signIn("admin");
    const response = await portal.ask("POST", "/api/consoles", { cookie, body, headers });
    expect([response.status, await codeOf(response)]).toEqual([400, "bad-request"]);
  });

  test("a foreign page can change nothing, on any address", async () => {
    const cookie = await portal.signIn("admin");
    portal.fleet.ordered.length = 0;
    for (const endpoint of endpoints.filter(({ method }) => method !== "GET")) {
      for (const headers of [{ origin: "https://evil.example" }, { origin: ORIGIN, "sec-fetch-site": "cross-site" }, { origin: "null" }]) {
        const response = await portal.ask(endpoint.method, pathOf(endpoint), { cookie, headers, body: { action: "reset" } });
        expect([response.status, await codeOf(response)]).toEqual([403, "wrong-origin"]);
      }
    }
    expect(portal.fleet.ordered).toEqual([]);
    expect((await portal.ask("GET", "/api/me", { cookie })).status).toBe(200);
  });

  test("an error that is not ours tells nothing", async () => {
    const cookie = await portal.signIn("admin");
    portal.fleet.refusal = new Error("password=hunter2") as never;
    const response = await portal.ask("POST", `/api/vms/${RUNNING}/power`, { cookie, body: { action: "reset" } });
    portal.fleet.refusal = null;
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("hunter2");
  });

  test("HEAD is GET without a body", async () => {
    const response = await portal.ask("HEAD", "/api/openapi.json");
    expect([response.status, await response.text()]).toEqual([200, ""]);
  });

  test("no answer is kept by a cache", async () => {
    const cookie = await portal.signIn("admin");
    for (const endpoint of endpoints) {
      if (endpoint.path.startsWith("/api/auth")) continue;
      const response = await portal.ask(endpoint.method, pathOf(endpoint), { cookie, ...(endpoint.method !== "GET" && { body: {} }) });
      expect(response.headers.get("cache-control")).toContain("no-store");
      await response.body?.cancel();
    }
  });
});

test("under a base path, addresses have it before them", async () => {
  const below = await openTestPortal({ ORIEL_BASE_PATH: "/vm", ORIEL_URL: "https://example.org" });
  const cookie = await below.signIn("user");
  const response = await below.ask("POST", "/api/consoles", { cookie, body: { vm: RUNNING, protocol: "serial", mode: "view" } });
  expect(await response.json()).toMatchObject({ path: "/vm/relay/console", protocol: "serial", mode: "view" });
  await below.close();
});

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { errorCodes } from "#server/errors.ts";
import { describeApi, errorsOf } from "./openapi.ts";
import { endpoints } from "./table.ts";

type Operation = {
  operationId: string;
  security: unknown[];
  responses: Record<string, unknown>;
  parameters?: { name: string; in: string }[];
};
const description = describeApi(endpoints, "/vm") as unknown as {
  openapi: string;
  servers: { url: string }[];
  info: { description: string };
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, unknown> };
};

const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ address: `${method.toUpperCase()} ${path}`, path, operation })),
);

test("describes every address of the table, and no other", () => {
  expect(operations.map(({ address }) => address).toSorted()).toEqual(endpoints.map(({ method, path }) => `${method} ${path}`).toSorted());
  expect(new Set(operations.map(({ operation }) => operation.operationId)).size).toBe(endpoints.length);
});

test("nothing below app/api answers beside the table", () => {
  const files = readdirSync(join(import.meta.dirname, "../../../app"), { recursive: true, encoding: "utf8" });
  const routes = files.filter((file) => /(^|\/)route\.tsx?$/.test(file));
  // The offline page says the same to everybody.
  expect(routes.toSorted()).toEqual(["api/[...path]/route.ts", "offline/route.ts"]);
  expect(readFileSync(join(import.meta.dirname, "../../../app/api/[...path]/route.ts"), "utf8")).toContain("#server/web/routes.ts");
});

test("each address says its path's parameters, its success and its errors", () => {
  for (const { path, operation } of operations) {
    const inPath = (operation.parameters ?? []).filter((parameter) => parameter.in === "path").map(({ name }) => `{${name}}`);
    expect(inPath).toEqual(path.match(/\{[^}]+\}/g) ?? []);
    expect(Object.keys(operation.responses).some((status) => status.startsWith("2"))).toBe(true);
    expect(operation.responses).toHaveProperty("500");
  }
});

test("guarded addresses name 401 and need the session; open ones do not", () => {
  for (const endpoint of endpoints) {
    const operation = description.paths[endpoint.path]?.[endpoint.method.toLowerCase()];
    expect(operation?.security).toEqual(endpoint.open ? [] : [{ session: [] }]);
    expect(errorsOf(endpoint).includes("not-signed-in")).toBe(!endpoint.open);
  }
});

test("every reference leads to a schema, and none carries what only JSON Schema tools need", () => {
  const text = JSON.stringify(description);
  const references = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)].map(([, name]) => name);
  expect(references.length).toBeGreaterThan(10);
  for (const name of references) expect(Object.keys(description.components.schemas)).toContain(name);
  expect(text).not.toMatch(/"\$(schema|id|defs)"/);
});

test("the prose has the way of the WebSocket and every close code", () => {
  for (const code of errorCodes) expect(description.info.description).toContain(`\`${code}\``);
  expect(description.info.description).toContain("oriel.ticket.<ticket>");
  expect(description.servers).toEqual([{ url: "/vm" }]);
});

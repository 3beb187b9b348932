import { expect, it } from "vitest";
import { edgeOf } from "./edges.ts";

const size = { width: 400, height: 300 };

it.each([
  ["the middle", { x: 200, y: 150 }, { x: 0, y: 0 }],
  ["just outside a margin", { x: 32, y: 268 }, { x: 0, y: 0 }],
  ["half into two margins", { x: 16, y: 284 }, { x: -0.5, y: 0.5 }],
  ["beyond the element", { x: 500, y: -40 }, { x: 1, y: -1 }],
])("%s", (_, place, edge) => {
  expect(edgeOf(place, size)).toEqual(edge);
});

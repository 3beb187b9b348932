import { expect, test } from "vitest";
import { fromLocal, toLocal } from "./local-moment.ts";

test("a moment keeps its minute on the way through the field", () => {
  expect(fromLocal(toLocal("2026-03-04T05:06:00.000Z"))).toBe("2026-03-04T05:06:00.000Z");
  expect(toLocal("2026-03-04T05:06:30.000Z")).toMatch(/^2026-03-0[345]T\d\d:\d6$/);
});

test("what is no moment is none", () => {
  expect(fromLocal("")).toBeNull();
  expect(fromLocal("2026-03")).not.toBe("2026-03");
  expect(fromLocal("soon")).toBeNull();
});

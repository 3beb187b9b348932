import { expect, test } from "vitest";
import { missing } from "./missing.ts";
import { settings, vnc } from "./settings.fake.ts";

test("an address that is not there yet is asked for at its field", () => {
  expect(missing(settings())).toEqual([]);
  const empty = settings({ graphics: [vnc(), vnc({ listen: { type: "address", address: " " } })] });
  expect(missing(empty)).toEqual([{ code: "empty", path: ["graphics", 1, "listen"], values: {} }]);
});

import { expect, it } from "vitest";
import { memoryText } from "./memory.ts";

it.each([
  [512, "512 MiB"],
  [1024, "1 GiB"],
  [1536, "1.5 GiB"],
  [65_536, "64 GiB"],
  [2 * 1024 * 1024, "2 TiB"],
])("%i MiB is %s", (mib, text) => expect(memoryText(mib, "en")).toBe(text));

it("has the decimal comma in German", () => expect(memoryText(1536, "de")).toBe("1,5 GiB"));

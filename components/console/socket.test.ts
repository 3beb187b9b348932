import { expect, it } from "vitest";
import { endOf } from "./socket.ts";

it("takes the relay's code from the close reason", () => {
  expect(endOf({ code: 4420, reason: "machine-off" })).toEqual({ code: "machine-off" });
});

it("takes a service restart without a reason for what it says", () => {
  expect(endOf({ code: 1012, reason: "" })).toEqual({ code: "restarting" });
});

it("blames the network for everything else, and keeps what was said for the details", () => {
  expect(endOf({ code: 1006, reason: "" })).toEqual({ code: "network", details: "WebSocket close 1006" });
  expect(endOf({ code: 1011, reason: "Proxy says <b>no</b>" }).code).toBe("network");
});

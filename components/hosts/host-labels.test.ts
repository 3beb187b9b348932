import { expect, it } from "vitest";
import type { Host } from "#server/contract/host.ts";
import { hostLabels } from "./host-labels.ts";

const host = (key: string, name: string) => ({ key, name }) as Host;

it("calls hypervisors by their hostnames, and tells those with the same one apart by their keys", () => {
  const labels = hostLabels([host("a", "kvm"), host("b", "kvm"), host("c", "lab.example.org")]);
  expect([...labels.values()]).toEqual(["kvm (a)", "kvm (b)", "lab.example.org"]);
});

import { expect, it } from "vitest";
import { hostFacts } from "./host-facts.ts";

it.each([
  ["<cpu><vendor>Intel</vendor></cpu><iommu support='yes'/>", { cpuVendor: "intel", iommu: true }],
  ["<cpu><vendor>AMD</vendor></cpu><iommu support='no'/>", { cpuVendor: "amd", iommu: false }],
  ["<cpu><vendor>Hygon</vendor></cpu>", { cpuVendor: "amd", iommu: null }],
  ["<cpu><arch>aarch64</arch></cpu>", { cpuVendor: null, iommu: null }],
])("of a host with %s", (host, facts) => {
  expect(hostFacts(`<capabilities><host>${host}</host></capabilities>`)).toEqual(facts);
});

import { expect, it } from "vitest";
import { vmId } from "#server/contract/vm.ts";
import { joinVmId, splitVmId } from "./vm-id.ts";

const uuid = "6f9619ff-8b86-d011-b42d-00c04fc964ff";

it("joins what it splits, in the contract's form", () => {
  const id = joinVmId("lab-1", uuid);
  expect(vmId.parse(id)).toBe(`lab-1.${uuid}`);
  expect(splitVmId(id)).toEqual({ host: "lab-1", uuid });
});

it.each(["", "nodot", "."])("gives parts that name nothing for %j", (id) => {
  expect(splitVmId(id).host).toBe("");
});

import { expect, it } from "vitest";
import { ASSIGN, assignHref, readAssigned } from "./assign-href.ts";

const vm = "local.00000000-0000-4000-8000-000000000001";

it.each([{ type: "pci", address: "0000:01:00.0" } as const, { type: "mdev", uuid: "4b20d080-1b54-4048-85b3-a6a62d165c01" } as const])(
  "%o comes back from the address of a machine's settings",
  (device) => {
    const { pathname, searchParams } = new URL(assignHref(vm, device), "http://portal");
    expect(pathname).toBe(`/vms/${vm}/display`);
    expect(readAssigned(searchParams.get(ASSIGN))).toEqual(device);
  },
);

it.each([null, "", "pci:", "pci:01:00.0", "mdev:1", "usb:0000:01:00.0", "pci:0000:01:00.0 "])("%o asks for nothing", (text) => {
  expect(readAssigned(text)).toBeNull();
});

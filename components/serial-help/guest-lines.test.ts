import { describe, expect, it } from "vitest";
import { guestLines, guidesFor } from "./guest-lines.ts";

const all = (tty: string) => guidesFor(tty).flatMap((guide) => guestLines(tty, guide).flatMap(({ lines }) => lines));
const step = (tty: string, guide: "grub2" | "grub" | "systemd", id: string) => guestLines(tty, guide).find((one) => one.id === id)?.lines;

describe("a PC's port", () => {
  it("is given to GRUB 2's menu and to the kernel", () => {
    expect(step("ttyS1", "grub2", "defaultGrub")).toEqual([
      'GRUB_CMDLINE_LINUX="console=tty0 console=ttyS1,115200n8"',
      'GRUB_TERMINAL="console serial"',
      'GRUB_SERIAL_COMMAND="serial --unit=1 --speed=115200 --word=8 --parity=no --stop=1"',
    ]);
  });

  it("is given to GRUB Legacy, and a login to a system without systemd", () => {
    expect(step("ttyS0", "grub", "menuLst")?.[0]).toBe("serial --unit=0 --speed=115200 --word=8 --parity=no --stop=1");
    expect(step("ttyS0", "grub", "kernelLine")).toEqual(["console=tty0 console=ttyS0,115200n8"]);
    expect(step("ttyS0", "grub", "inittab")?.[0]).toContain("115200 ttyS0 vt100");
  });

  it("has a login of systemd's", () => {
    expect(step("ttyS0", "systemd", "getty")).toEqual(["systemctl enable --now serial-getty@ttyS0.service"]);
  });
});

it.each([
  ["ttyAMA0", "console=ttyAMA0,115200n8"],
  ["hvc0", "console=hvc0"],
  ["ttysclp0", "console=ttysclp0"],
])("%s is named everywhere, with a speed only where it has one, and not given to GRUB's menu", (tty, console) => {
  expect(step(tty, "grub2", "defaultGrub")).toEqual([`GRUB_CMDLINE_LINUX="console=tty0 ${console}"`]);
  expect(step(tty, "systemd", "getty")).toEqual([`systemctl enable --now serial-getty@${tty}.service`]);
  expect(all(tty).join("\n")).not.toMatch(/ttyS|GRUB_TERMINAL|--unit/);
});

it("has no GRUB Legacy where there never was one, and zipl where that boots", () => {
  expect(guidesFor("ttyAMA0")).toEqual(["grub2", "systemd"]);
  expect(guidesFor("hvc0")).toEqual(["grub2", "grub", "systemd"]);
  expect(step("ttysclp0", "grub2", "zipl")).toEqual(['parameters="console=tty0 console=ttysclp0"', "zipl"]);
});

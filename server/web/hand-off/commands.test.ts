import { expect, test } from "vitest";
import { type CommandsFor, commandsFor } from "./commands.ts";

const uuid = "00000000-0000-4000-8000-000000000001";
const asked: CommandsFor = {
  uri: "qemu:///system",
  host: "lab.example.org",
  domain: { name: "web 1", uuid },
  on: true,
  screen: true,
  serials: [null],
  force: false,
};
const linesFor = (more: Partial<CommandsFor>) => commandsFor({ ...asked, ...more }).map(({ command }) => command);

test("the screen and the serial line, on the hypervisor and from elsewhere", () => {
  expect(commandsFor(asked)).toEqual([
    { tool: "virt-viewer", at: "hypervisor", command: "virt-viewer --connect qemu:///system --attach 'web 1'" },
    { tool: "virt-viewer", at: "elsewhere", command: "virt-viewer --connect qemu+ssh://lab.example.org/system 'web 1'" },
    { tool: "virsh", at: "hypervisor", command: "virsh -c qemu:///system console 'web 1'" },
    { tool: "virsh", at: "elsewhere", command: "virsh -c qemu+ssh://lab.example.org/system console 'web 1'" },
  ]);
});

test("a machine that is off is waited for, and has no serial line yet", () => {
  expect(linesFor({ on: false })).toEqual([
    "virt-viewer --connect qemu:///system --attach --wait 'web 1'",
    "virt-viewer --connect qemu+ssh://lab.example.org/system --wait 'web 1'",
  ]);
});

test("a second line is named, a held one is taken, and what is not there is left out", () => {
  expect(linesFor({ screen: false, serials: [null, "serial 1"], force: true }).slice(0, 2)).toEqual([
    "virsh -c qemu:///system console --force 'web 1'",
    "virsh -c qemu:///system console --force --devname 'serial 1' 'web 1'",
  ]);
  expect(linesFor({ screen: false, serials: [] })).toEqual([]);
});

test("a socket of its own is said both ways", () => {
  const [here, there] = linesFor({ uri: "qemu+unix:///session?socket=/run/lab/libvirt-sock", host: "[fd00::7]" });
  expect(here).toContain("--connect 'qemu+unix:///session?socket=/run/lab/libvirt-sock'");
  expect(there).toContain("--connect 'qemu+ssh://[fd00::7]/session?socket=/run/lab/libvirt-sock'");
});

test.each(["7", "-7", " 12", "00000000-0000-4000-8000-00000000ffff", "a\u001b[A", "a\nb", "\u202eabc"])(
  "a name that would be taken for something else gives way to the uuid: %j",
  (name) => {
    for (const line of linesFor({ domain: { name, uuid } })) expect(line.endsWith(` ${uuid}`)).toBe(true);
  },
);

test("a name that only begins like one of these is given", () => {
  for (const name of ["7a", "dead-beef", "cafe"])
    for (const line of linesFor({ domain: { name, uuid } })) expect(line.endsWith(` ${name}`)).toBe(true);
});

test("a name that looks like an option is none", () => {
  for (const line of linesFor({ domain: { name: "--help", uuid } })) expect(line.endsWith(" -- --help")).toBe(true);
});

import { execFileSync } from "node:child_process";
import { expect, it } from "vitest";
import type { DisplaySettings } from "#server/contract/display-settings.ts";
import { fingerprint } from "./fingerprint.ts";
import { planChange } from "./plan.ts";
import { readSettings } from "./read-settings.ts";
import { SPICE_MACHINE, VNC_MACHINE } from "./testing/definitions.ts";
import { optionsWith } from "./testing/options.ts";
import { spice, vnc } from "./testing/planned.ts";

function commands(
  xml: string,
  change: (settings: DisplaySettings) => DisplaySettings,
  vmName = "vm",
  live: string | null = null,
): string[] {
  const given = { base: fingerprint(xml), settings: change(readSettings(xml)), declined: [] };
  return planChange({ definition: xml, live, change: given, options: optionsWith(), vmName }).plan.commands.map(({ tool, command }) => {
    expect(command.startsWith(tool)).toBe(true);
    return command;
  });
}

const toVnc = (all: DisplaySettings): DisplaySettings => ({ ...all, graphics: [vnc({ key: 0, port: 5901 })] });

it("takes away what needs SPICE before SPICE", () => {
  const made = commands(SPICE_MACHINE, toVnc);
  expect(made.slice(0, -2)).toEqual([
    "virt-xml vm --remove-device --smartcard 1",
    "virt-xml vm --edit 1 --channel type=qemu-vdagent,source.clipboard.copypaste=yes,source.mouse.mode=client",
    "virt-xml vm --remove-device --channel 2",
    "virt-xml vm --add-device --input type=tablet,bus=usb",
    "virt-xml vm --edit 1 --audio type=none",
    made[5],
    "virt-xml vm --remove-device --redirdev 2",
    "virt-xml vm --remove-device --redirdev 1",
    made[8],
  ]);
  expect(made[8]).toContain("--graphics");
  expect(made[8]).toContain('"password=$PASSWORD"');
  expect(made.at(-1)).toBe("virsh edit vm");
  expect(made.at(-2)).toMatch(/^virt-install --name vm .*--graphics .*--video /);
});

it("brings SPICE before what needs it", () => {
  const made = commands(VNC_MACHINE, (all) => ({ ...all, graphics: [...all.graphics, spice()] }));
  expect(made[0]).toMatch(/^virt-xml vm --add-device --graphics/);
  expect(made.filter((command) => command.includes("--add-device --redirdev"))).toHaveLength(2);
});

it("has no password in it, and the live one's update where that is possible", () => {
  const change = (all: DisplaySettings): DisplaySettings => ({
    ...all,
    graphics: [{ ...vnc({ key: 0 }), password: { kind: "new", value: "gehei$(m)", validTo: null } }],
  });
  const made = commands(VNC_MACHINE, change, "vm", VNC_MACHINE);
  expect(made.join("\n")).not.toContain("gehei");
  expect(made.at(-1)).toMatch(/^virsh update-device vm --live \/dev\/stdin <<XML\n<graphics .* passwd='\$PASSWORD'/);
  expect(commands(VNC_MACHINE, change).join("\n")).not.toContain("update-device");
  const odd = VNC_MACHINE.replace("keymap='de'", "keymap='$HOME`x`\\\\'");
  expect(commands(odd, change, "vm", odd).at(-1)).toContain("keymap='\\$HOME\\`x\\`\\\\\\\\'");
});

it("can be pasted into a shell, whatever a machine or a file is called", () => {
  const name = 'it\'s $(touch /tmp/x) `a` "b"; c';
  const log = "/var/log/it's, $HOME";
  const made = commands(
    VNC_MACHINE,
    (all) => ({ ...all, serials: [{ key: null, element: "serial", source: "pty", target: null, log }] }),
    name,
  );
  const words = execFileSync("sh", ["-c", `alias virt-xml=shown\nshown() { printf '%s\\n' "$@"; }\n${made[0]}`], {
    encoding: "utf8",
  }).split("\n");
  expect(words.slice(0, 3)).toEqual([name, "--add-device", "--serial"]);
  expect(words[3]).toContain(`log.file=${log.replace(",", "\\,")}`);
});

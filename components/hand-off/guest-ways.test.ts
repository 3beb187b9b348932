import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";
import { rdpFile, rdpName } from "./rdp-file.ts";
import { isUserName, sshCommand } from "./ssh-command.ts";

/** What ssh itself makes of a command line, once a shell has read it. */
function readBySsh(command: string): Record<string, string> {
  const shown = execFileSync("/bin/sh", ["-c", command.replace(/^ssh /, "ssh -T -F none -G ")], { encoding: "utf8" });
  return Object.fromEntries(shown.split("\n").map((line) => [line.split(" ", 1)[0], line.slice(line.indexOf(" ") + 1)]));
}

test.each([
  [{ address: "192.0.2.7", jump: null }, "root", "ssh root@192.0.2.7", { hostname: "192.0.2.7", user: "root" }],
  [{ address: "fd00::7", jump: null }, "ada", "ssh ada@fd00::7", { hostname: "fd00::7", user: "ada" }],
  [
    { address: "192.168.122.5", jump: "lab.example.org" },
    "root",
    "ssh -J lab.example.org root@192.168.122.5",
    { hostname: "192.168.122.5", proxyjump: "lab.example.org" },
  ],
  [{ address: "fd00::7", jump: "[fd00::1]" }, "", "ssh -J '[fd00::1]' fd00::7", { hostname: "fd00::7", proxyjump: "[fd00::1]" }],
  [{ address: "192.0.2.7", jump: null }, "EXAMPLE\\ada", "ssh 'EXAMPLE\\ada@192.0.2.7'", { user: "EXAMPLE\\ada", hostname: "192.0.2.7" }],
])("ssh reads %j for %s as it is meant", (address, user, command, read) => {
  expect(sshCommand(address, user)).toBe(command);
  expect(readBySsh(command)).toMatchObject(read);
});

test("without the way through the hypervisor", () => {
  expect(sshCommand({ address: "192.168.122.5", jump: "lab" }, "", { direct: true })).toBe("ssh 192.168.122.5");
});

test("a user's name is nothing that a shell or a file would read itself", () => {
  for (const name of ["root", "ada@example.org", "EXAMPLE\\ada", "j.doe-2"]) expect(isUserName(name), name).toBe(true);
  for (const name of ["", "-oProxyCommand=x", "a b", "a'b", "a;b", "$HOME", "a\r\nfull address:s:evil", "x".repeat(101)])
    expect(isUserName(name), name).toBe(false);
});

test("a connection file names the guest, asks for the password, and gives none of the person's drives away", () => {
  const lines = rdpFile({ address: "192.0.2.7", user: "ada" }).split("\r\n");
  expect(lines).toEqual(
    expect.arrayContaining([
      "full address:s:192.0.2.7",
      "username:s:ada",
      "prompt for credentials:i:1",
      "redirectclipboard:i:1",
      "drivestoredirect:s:",
    ]),
  );
  for (const line of lines.slice(0, -1)) expect(line).toMatch(/^[a-z ]+:[is]:.*$/);
  expect(rdpFile({ address: "fd00::7", user: "" })).toMatch(/^full address:s:\[fd00::7\]\r\nprompt/);
});

test("a file's name is one that systems take as it is", () => {
  expect([rdpName("win 11"), rdpName("../../etc"), rdpName("本")]).toEqual(["win-11.rdp", "etc.rdp", "machine.rdp"]);
});

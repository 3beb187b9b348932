import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { domainXml } from "./domain-xml.ts";
import { buildGuests, publishGuests } from "./guests/build.ts";
import { type PrivateLibvirtd, startPrivateLibvirtd } from "./libvirtd.ts";
import { withXmlFile } from "./xml-file.ts";

let libvirt: PrivateLibvirtd | null = null;
afterEach(async () => {
  await libvirt?.stop();
  libvirt = null;
});

/** Everything that a daemon in a directory has started and that still runs. */
function processesOf(directory: string): string[] {
  return readdirSync("/proc").filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/environ`, "utf8").split("\0").includes(`HOME=${directory}`);
    } catch {
      return false;
    }
  });
}

async function startGuest({ directory, virsh }: PrivateLibvirtd): Promise<void> {
  const images = await publishGuests(await buildGuests(["tiny"]), join(directory, "images"));
  await withXmlFile(domainXml({ name: "tiny", guest: "tiny", image: images.tiny }), (file) => virsh(["create", file]));
}

test("a guest outlives a daemon that is killed and one that is stopped, and ends with the directory", async () => {
  libvirt = await startPrivateLibvirtd();
  await startGuest(libvirt);
  await libvirt.kill("SIGKILL");
  await expect(libvirt.virsh(["list"])).rejects.toThrow(/virsh list/);
  await libvirt.restart();
  expect((await libvirt.virsh(["domstate", "tiny"])).trim()).toBe("running");
  await libvirt.kill("SIGSTOP");
  await libvirt.restart();
  expect((await libvirt.virsh(["domstate", "tiny"])).trim()).toBe("running");

  const { directory } = libvirt;
  expect(processesOf(directory)).toHaveLength(2);
  await libvirt.stop();
  libvirt = null;
  expect(processesOf(directory)).toEqual([]);
  expect(existsSync(directory)).toBe(false);
});

test("its test driver is another driver of the same daemon", async () => {
  libvirt = await startPrivateLibvirtd();
  expect((await libvirt.virsh(["list", "--name"], { uri: libvirt.uriFor("test:///default") })).trim()).toBe("test");
});

test("nothing is left of it when the process that started it is killed", async () => {
  const script = `const { startPrivateLibvirtd } = await import(${JSON.stringify(join(import.meta.dirname, "libvirtd.ts"))});
    console.log((await startPrivateLibvirtd()).directory); setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const [directory] = (await once(createInterface({ input: child.stdout }), "line")) as [string];
  expect(processesOf(directory)).toHaveLength(1);
  child.kill("SIGKILL");
  const until = Date.now() + 30_000;
  while (existsSync(directory) && Date.now() < until) await sleep(50);
  expect(existsSync(directory)).toBe(false);
  expect(processesOf(directory)).toEqual([]);
});

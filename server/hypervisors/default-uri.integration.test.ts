import { spawnSync } from "node:child_process";
import { chownSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { qemuUser } from "#demo/libvirtd.ts";
import { hypervisorsOf } from "./default-uri.ts";

/** What another user runs: prints the hypervisor that is taken by default, once it answers. */
const PROGRAM = `
  const from = (path) => import(new URL(path, ${JSON.stringify(import.meta.url)}));
  const [{ readConfig }, { hypervisorsOf }, { Hypervisor }, { hostname }] = await Promise.all(
    ["../config.ts", "./default-uri.ts", "./hypervisor.ts", "../libvirt/host.ts"].map(from),
  );
  for (const uri of await hypervisorsOf(readConfig())) {
    const connection = await new Hypervisor(uri).connect();
    console.log(JSON.stringify({ uri, hostname: await hostname(connection) }));
    connection.close();
  }
`;

let home: string;
/** A user who is not root: root has no session daemon. */
let user: { uid: number; gid: number } | null;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "oriel-session-"));
  user = qemuUser();
  mkdirSync(join(home, "run"));
  for (const directory of [home, join(home, "run")]) if (user) chownSync(directory, user.uid, user.gid);
});

afterAll(() => {
  for (const file of globSync(join(home, "run/libvirt/*.pid"))) process.kill(Number(readFileSync(file, "utf8")), "SIGKILL");
  rmSync(home, { recursive: true, force: true });
});

function runAsUser(program: string, args: string[]) {
  const env = {
    ...process.env,
    // What Debian gives people who are not root: without /usr/sbin, where libvirt's daemons are.
    PATH: "/usr/local/bin:/usr/bin:/bin",
    HOME: home,
    XDG_RUNTIME_DIR: join(home, "run"),
    XDG_CONFIG_HOME: home,
    XDG_CACHE_HOME: home,
    XDG_DATA_HOME: home,
  };
  return spawnSync(program, args, { encoding: "utf8", env, cwd: home, timeout: 60_000, ...(user ?? {}) });
}

it("takes what the configuration names", async () => {
  const uri = { key: "a", uri: "qemu:///system", name: "qemu:///system", sockets: ["/x"], session: false };
  expect(await hypervisorsOf({ hypervisors: [uri], runtimeDir: "/run" })).toEqual([uri]);
});

it("takes the user's own where the system's cannot be used, and starts its daemon", ({ skip }) => {
  skip(runAsUser("test", ["-r", import.meta.filename]).status !== 0, "the tests lie where other users cannot read");
  skip(runAsUser("virsh", ["-c", "qemu:///system", "version"]).status === 0, "this user may use the system's hypervisor");
  const { stdout, stderr } = runAsUser(process.execPath, ["--input-type=module", "--eval", PROGRAM]);
  expect(stderr).toBe("");
  expect(JSON.parse(stdout)).toMatchObject({
    uri: { key: "local", name: "qemu:///session" },
    hostname: expect.stringContaining(hostname()),
  });
});

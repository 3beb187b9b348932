import fc from "fast-check";
import { expect, test } from "vitest";
import { vvFile, vvName } from "./vv-file.ts";

const vnc = {
  protocol: "vnc",
  host: "vm.example.org",
  port: 5901,
  tlsPort: null,
  authority: "A\nB\n",
  password: "Canary12",
  title: "web 1",
} as const;

test("has what virt-viewer needs, and nothing empty", () => {
  expect(vvFile(vnc)).toBe(
    "[virt-viewer]\ntype=vnc\nhost=vm.example.org\nport=5901\npassword=Canary12\ntitle=web 1\ndelete-this-file=1\n" +
      "toggle-fullscreen=shift+f11\nrelease-cursor=shift+f12\n",
  );
  const spice = vvFile({ ...vnc, protocol: "spice", port: null, tlsPort: 5902, password: null });
  expect(spice).toContain("\ntls-port=5902\nca=A\\nB\\n\n");
  expect(spice).toContain("\nenable-usbredir=1\n");
  for (const absent of ["\nport=", "\npassword="]) expect(spice).not.toContain(absent);
});

/** The file as GKeyFile reads it (its documentation, "Key file format"): groups, keys, and the escapes of a string. */
function read(file: string): Map<string, string> {
  const [group, ...lines] = file.split("\n");
  expect(group).toBe("[virt-viewer]");
  expect(lines.pop()).toBe("");
  return new Map(
    lines.map((line) => {
      const [, key = "", value = ""] = /^([a-z-]+)=([^\s].*|)$/s.exec(line) ?? [];
      const letters: Record<string, string> = { s: " ", n: "\n", t: "\t", r: "\r", "\\": "\\" };
      return [key, value.replace(/\\(.)/g, (_, letter) => letters[letter] ?? "?")] as const;
    }),
  );
}

test("a name is read back as it is and adds no key, whatever is in it", () => {
  const letters = fc.constantFrom("a", " ", "\n", "\r", "\t", "\\", "=", "[", "]", "#", ";", "%", "host=", "é", "🖥", "\u202e");
  fc.assert(
    fc.property(fc.string({ unit: letters, maxLength: 20 }), (title) => {
      const keys = read(vvFile({ ...vnc, title }));
      expect([...keys.keys()]).toEqual([...read(vvFile(vnc)).keys()]);
      expect(keys.get("title")).toBe(title);
      expect(keys.get("host")).toBe("vm.example.org");
    }),
  );
});

test("what no file of this kind can hold is left out", () => {
  expect(read(vvFile({ ...vnc, title: "a\u0000b\u001b[31mc\u2028d\ud800e" })).get("title")).toBe("ab[31mcd\ufffde");
});

test("a file's name is one that headers, shells and systems take as it is", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (name) => void expect(vvName(name, "vnc")).toMatch(/^[A-Za-z0-9_][A-Za-z0-9._-]*-vnc\.vv$/)),
  );
  expect(vvName("web 1", "spice")).toBe("web-1-spice.vv");
  expect(vvName("../../etc/passwd", "vnc")).toBe("etc-passwd-vnc.vv");
  expect(vvName("本", "vnc")).toBe("machine-vnc.vv");
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { maskSecrets } from "./mask-secrets.ts";

it.each([
  [`<graphics type='vnc' passwd='secret' keymap='de'/>`, `<graphics type='vnc' passwd='••••••••' keymap='de'/>`],
  [`<graphics passwd = "it's secret" passwdValidTo='2031'/>`, `<graphics passwd = "••••••••" passwdValidTo='2031'/>`],
  [`<!-- passwd='secret' -->`, `<!-- passwd='••••••••' -->`],
  [`<qemu:arg value='secret,id=s,data=c2VjcmV0'/>`, `<qemu:arg value='secret,id=s,data=••••••••'/>`],
  [`<qemu:arg value='user=a,password=secret'/>`, `<qemu:arg value='user=a,password=••••••••'/>`],
  [`<entry>io.systemd.credential:x=secret word</entry>`, `<entry>io.systemd.credential:x=••••••••</entry>`],
  [`<a passwd=''/>`, `<a passwd='••••••••'/>`],
  [`<a mypasswd-x='1' port='5900'/>`, `<a mypasswd-x='1' port='5900'/>`],
])("%s", (xml, masked) => {
  expect(maskSecrets(xml)).toBe(masked);
});

it("leaves as many lines as there were, and nothing of the secret", () => {
  const secret = fc.string({ minLength: 1, unit: fc.constantFrom("Q", "Z", "\n", "&amp;", '"') });
  fc.assert(
    fc.property(secret, (value) => {
      const xml = `<a>\n <graphics passwd='${value}' x='1'/>\n</a>`;
      const masked = maskSecrets(xml);
      expect(masked.split("\n").length).toBe(xml.split("\n").length);
      expect(masked).not.toMatch(/[QZ]/);
    }),
  );
});

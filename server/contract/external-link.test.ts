import { expect, test } from "vitest";
import { externalLink } from "./external-link.ts";

const takes = (url: string) => externalLink.safeParse({ name: "VDI", url }).success;

test.each([
  "https://vdi.example.org/web-1?x=1",
  "HTTP://vdi.example.org",
  "pcoip://broker.example.org/desk",
  "vmware-view://broker.example.org/desk?action=start-session",
  "nx://host:4000",
])("%s is taken", (url) => {
  expect(takes(url)).toBe(true);
});

test.each([
  "javascript:alert(1)",
  "JavaScript://example.org/%0aalert(1)",
  "data:text/html,<script>",
  "file:///etc/passwd",
  "java\tscript:alert(1)",
  "https://user:secret@example.org",
  "https://a.example\\@b.example",
  "https://example.org/a\u202eb",
  "/api/vms",
  "https://",
  "",
])("%j is refused", (url) => {
  expect(takes(url)).toBe(false);
});

test("a name is needed", () => {
  expect(externalLink.safeParse({ name: " ", url: "https://example.org" }).success).toBe(false);
});

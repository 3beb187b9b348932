import { expect, it } from "vitest";
import { osinfoName } from "./osinfo-name.ts";

it.each([
  ["http://debian.org/debian/12", "debian12"],
  ["http://microsoft.com/win/10", "win10"],
  ["http://microsoft.com/win/2k16", "win2k16"],
  ["http://ubuntu.com/ubuntu/22.04", "ubuntu22.04"],
  ["http://centos.org/centos-stream/9", "centos-stream9"],
  ["http://archlinux.org/archlinux/rolling", "archlinux"],
  ["http://fedoraproject.org/fedora/unknown", "fedora"],
  ["http://libosinfo.org/linux/2020", "linux2020"],
  ["http://libosinfo.org/unknown", null],
  ["http://debian.org", null],
  ["", null],
])("%s is %s", (id, name) => {
  expect(osinfoName(id)).toBe(name);
});

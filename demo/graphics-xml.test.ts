import { expect, test } from "vitest";
import { graphicsDevice } from "./graphics-xml.ts";

test("a display listens on the loopback at a port of QEMU's choice where nothing is said", () => {
  expect(graphicsDevice({ type: "spice" })).toBe(
    "<graphics type='spice' autoport='yes'><listen type='address' address='127.0.0.1'/></graphics>",
  );
});

test("a display may listen elsewhere, and on a socket", () => {
  expect(graphicsDevice({ type: "vnc", port: 6001, listen: { address: "0.0.0.0" } })).toBe(
    "<graphics type='vnc' port='6001' autoport='no'><listen type='address' address='0.0.0.0'/></graphics>",
  );
  expect(graphicsDevice({ type: "vnc", port: 6001, password: "a'b", listen: { socket: "/s" } })).toBe(
    "<graphics type='vnc' passwd='a&apos;b'><listen type='socket' socket='/s'/></graphics>",
  );
});

test("SPICE may have a port for TLS, alone or beside the other", () => {
  expect(graphicsDevice({ type: "spice", tlsPort: 6002 })).toContain(" port='-1' tlsPort='6002' autoport='no'");
  expect(graphicsDevice({ type: "spice", port: 6001, tlsPort: 6002 })).toContain(" port='6001' tlsPort='6002' autoport='no'");
  expect(graphicsDevice({ type: "spice", port: -1, tlsPort: -1 })).toContain(" autoport='yes'");
});

test("what SPICE packs and shares is said only where it is wanted", () => {
  const xml = graphicsDevice({
    type: "spice",
    images: "quic",
    jpeg: "always",
    zlib: "never",
    streaming: "off",
    clipboard: false,
    fileTransfer: true,
  });
  expect(xml).toContain(
    "<image compression='quic'/><jpeg compression='always'/><zlib compression='never'/><streaming mode='off'/><clipboard copypaste='no'/><filetransfer enable='yes'/></graphics>",
  );
});

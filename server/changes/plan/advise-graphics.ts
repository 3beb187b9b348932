import type { GraphicsSettings, SpiceSettings, VncSettings } from "#server/contract/display-settings.ts";
import { isLoopback } from "./addresses.ts";
import { type Advice, type CheckContext, note, warning, where } from "./check-context.ts";
import { VNC_PASSWORD } from "./check-password.ts";
import { listenText } from "./describe-graphics.ts";
import { hasPort } from "./write-listen.ts";

/** What is good to know of the displays. */
export function adviseGraphics(context: CheckContext): Advice[] {
  const { graphics } = context.wanted;
  const only = graphics.length > 0 && graphics.every(({ type }) => type === "spice");
  return [
    ...graphics.flatMap((display, index) => [
      ...adviseAccess(display, ["graphics", index]),
      ...adviseRunning(context, display, ["graphics", index, "password"]),
      ...(display.type === "vnc" ? adviseVnc(display, ["graphics", index]) : adviseSpice(display, ["graphics", index])),
    ]),
    ...where(only && note("browser-vnc", ["graphics"])),
  ];
}

function adviseAccess(display: GraphicsSettings, path: Advice["path"]): Advice[] {
  const { type, listen, password } = display;
  const outside = listen.type === "network" || (listen.type === "address" && !isLoopback(listen.address));
  return where(
    password.kind === "none" && hasPort(listen) && warning("password-none", [...path, "password"], { type }),
    outside && !isEncrypted(display) && warning("unencrypted", [...path, "listen"], { type, listen: listenText(listen) }),
  );
}

/** Whether nothing passes in the clear. VNC's own TLS is a setting of the host's, which the definition does not show. */
function isEncrypted(display: GraphicsSettings): boolean {
  if (display.type === "vnc" || display.tlsPort === null) return false;
  const secure = display.defaultMode === "secure" && Object.values(display.channels).every((mode) => mode === "secure");
  return secure || (display.port === null && display.tlsPort !== "auto");
}

function adviseRunning({ before, live }: CheckContext, { key, type, password }: GraphicsSettings, path: Advice["path"]): Advice[] {
  const old = before.graphics.find((display) => display.key !== null && display.key === key);
  const lost = old !== undefined && old.password.kind !== "none" && password.kind === "none";
  if (live === null) return [];
  const running = live.all("graphics").find((display) => display.get("type") === type);
  const waits = password.kind === "new" && old !== undefined && (running?.get("passwd") ?? null) === null;
  return where(lost && warning("password-removed", path, { type }), waits && note("running-password-kept", path, { type }));
}

function adviseVnc({ password, sharePolicy }: VncSettings, path: Advice["path"]): Advice[] {
  return where(
    password.kind !== "none" && note("vnc-password-weak", [...path, "password"], { max: VNC_PASSWORD }),
    sharePolicy !== null && note("share-policy", [...path, "sharePolicy"], { policy: sharePolicy }),
  );
}

/** What costs a browser much: QUIC takes 5 to 15 times the time of LZ, and JPEG loses letters' edges. */
const HEAVY_IMAGES = ["quic", "glz", "auto_glz"];

function adviseSpice(display: SpiceSettings, path: Advice["path"]): Advice[] {
  const { image, jpeg, tlsPort, port, gl, listen } = display;
  const tls = hasPort(listen) && (typeof tlsPort === "number" || display.defaultMode === "secure");
  return where(
    (image === null || HEAVY_IMAGES.includes(image)) && note("browser-image", [...path, "image"], { image: image ?? "" }),
    jpeg !== "never" && note("browser-jpeg", [...path, "jpeg"], { jpeg: jpeg ?? "" }),
    hasPort(listen) && port === null && tlsPort === null && note("tls-port-auto", [...path, "tlsPort"]),
    tls && note("tls-needs-host", [...path, "tlsPort"]),
    gl && warning("browser-gl", [...path, "gl"]),
  );
}

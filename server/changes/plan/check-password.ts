import type { GraphicsSettings } from "#server/contract/display-settings.ts";
import { type CheckContext, type Problem, problem, where } from "./check-context.ts";

/** What VNC's authentication reads (RFC 6143, 7.2.2), and libvirt refuses to cut: "only 8 permitted". */
export const VNC_PASSWORD = 8;
/** What SPICE's ticket holds: SPICE_MAX_PASSWORD_LENGTH of spice-protocol. */
export const SPICE_PASSWORD = 60;

/** Letters that no client sends as they are typed. */
const control = /\p{Cc}/u;

/** What is wrong with a display's password. */
export function checkPassword(context: CheckContext, display: GraphicsSettings, path: Problem["path"]): Problem[] {
  const { password } = display;
  if (password.kind === "none") return [];
  const expiry = checkExpiry(context, password.validTo, path);
  return password.kind === "new"
    ? [...checkNew(display.type, password.value, [...path, "value"]), ...expiry]
    : [...checkKept(context, display, path), ...expiry];
}

function checkNew(type: GraphicsSettings["type"], value: string, path: Problem["path"]): Problem[] {
  const max = type === "vnc" ? VNC_PASSWORD : SPICE_PASSWORD;
  return where(
    value === "" && problem("password-empty", path),
    control.test(value) && problem("password-characters", path),
    Buffer.byteLength(value) > max && problem(type === "vnc" ? "vnc-password-long" : "spice-password-long", path, { max }),
  );
}

function checkKept({ before, after }: CheckContext, display: GraphicsSettings, path: Problem["path"]): Problem[] {
  const old = before.graphics.find(({ key }) => key !== null && key === display.key);
  if (!old || old.password.kind === "none") return [problem("password-nothing-kept", path)];
  if (display.type !== "vnc" || old.type === "vnc") return [];
  const kept =
    after
      .all("graphics")
      .find((element) => element.get("type") === "vnc")
      ?.get("passwd") ?? "";
  return where(Buffer.byteLength(kept) > VNC_PASSWORD && problem("password-kept-long", path, { max: VNC_PASSWORD }));
}

function checkExpiry({ now }: CheckContext, validTo: string | null, path: Problem["path"]): Problem[] {
  return where(validTo !== null && new Date(validTo) <= now && problem("expiry-past", [...path, "validTo"], { validTo }));
}

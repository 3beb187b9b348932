import type { GraphicsSettings, SpiceSettings } from "#server/contract/display-settings.ts";
import { isAddressOrName, isAnyAddress, isLoopback, isSameAddress } from "./addresses.ts";
import { type CheckContext, type Problem, problem, where } from "./check-context.ts";
import { checkPassword } from "./check-password.ts";
import { hasPort } from "./write-listen.ts";

/** libvirt: "port must be in range [5900,65535]" at start. */
const PORTS = { min: 5900, max: 65535 };

/** What keeps the displays from being as they are wanted. */
export function checkGraphics(context: CheckContext): Problem[] {
  const { wanted, options } = context;
  return wanted.graphics.flatMap((display, index) => {
    const path = ["graphics", index];
    const types = options.graphics;
    return where(
      wanted.graphics.slice(0, index).some(({ type }) => type === display.type) && problem("graphics-twice", path, { type: display.type }),
      types.length > 0 && !types.includes(display.type) && problem("graphics-unsupported", path, { type: display.type }),
      ...checkListen(context, display, path),
      ...checkPorts(context, index),
      display.keymap !== null &&
        options.keymaps.length > 0 &&
        !options.keymaps.includes(display.keymap) &&
        problem("keymap-unknown", [...path, "keymap"], { keymap: display.keymap }),
      ...checkPassword(context, display, [...path, "password"]),
      ...(display.type === "spice" ? checkSpice(display, path) : []),
    );
  });
}

function checkListen({ options }: CheckContext, { listen }: GraphicsSettings, path: Problem["path"]): Problem[] {
  const place = [...path, "listen"];
  switch (listen.type) {
    case "address": {
      const { address } = listen;
      const known = isLoopback(address) || isAnyAddress(address) || options.addresses.some((own) => isSameAddress(own, address));
      // Where the host's addresses are not known, whatever is an address or a name may be one.
      const fits = options.addresses.length === 0 ? isAddressOrName(address) : known;
      return where(!fits && problem("listen-foreign", [...place, "address"], { address }));
    }
    case "network":
      return where(
        !options.networks.includes(listen.network) && problem("network-unknown", [...place, "network"], { network: listen.network }),
      );
    case "socket":
      return where(listen.path !== null && !isAbsolute(listen.path) && problem("socket-path", [...place, "path"], { path: listen.path }));
    default:
      return [];
  }
}

/** As libvirt's schema has it (absFilePath), without what ends a line or a text. */
export function isAbsolute(path: string): boolean {
  return /^\/\P{Cc}+$/u.test(path);
}

type Claim = { port: number; path: Problem["path"] };

function claimsOf(display: GraphicsSettings, index: number): Claim[] {
  const claims = [{ port: display.port, path: ["graphics", index, "port"] }];
  if (display.type === "spice") claims.push({ port: tlsNumber(display), path: ["graphics", index, "tlsPort"] });
  return claims.filter((claim): claim is Claim => claim.port !== null);
}

function tlsNumber({ tlsPort }: SpiceSettings): number | null {
  return typeof tlsPort === "number" ? tlsPort : null;
}

function checkPorts({ wanted, options }: CheckContext, index: number): Problem[] {
  const display = wanted.graphics[index];
  if (!display) return [];
  const claims = claimsOf(display, index);
  const others = wanted.graphics.flatMap((other, place) => (place === index ? [] : claimsOf(other, place)));
  const [own] = claims;
  return [
    ...claims.flatMap(({ port, path }) => {
      const taken = options.takenPorts.find((other) => other.port === port);
      return where(
        (port < PORTS.min || port > PORTS.max) && problem("port-range", path, { port, ...PORTS }),
        taken !== undefined && problem("port-taken", path, { port, machine: taken.machine }),
        others.some((other) => other.port === port) && problem("port-twice", path, { port }),
        !hasPort(display.listen) && problem("port-without-tcp", path, { port }),
      );
    }),
    ...where(
      claims.length === 2 &&
        own?.port === claims[1]?.port &&
        problem("port-same-as-tls", ["graphics", index, "tlsPort"], { port: own?.port ?? 0 }),
    ),
  ];
}

function checkSpice(display: SpiceSettings, path: Problem["path"]): Problem[] {
  const tcp = hasPort(display.listen);
  const secure = Object.entries(display.channels).filter(([, mode]) => mode === "secure");
  const needed = tcp && display.tlsPort === null;
  return where(
    tcp && isMixed(display) && problem("ports-mixed", [...path, "tlsPort"]),
    needed && display.defaultMode === "secure" && problem("tls-port-needed", [...path, "defaultMode"], { channel: "" }),
    ...(needed ? secure.map(([channel]) => problem("tls-port-needed", [...path, "channels", channel], { channel })) : []),
    tcp && display.gl && problem("gl-listen", [...path, "gl"]),
  );
}

/** Both fixed, both given out, or the first fixed and the other not there are what libvirt keeps. */
function isMixed({ port, tlsPort }: SpiceSettings): boolean {
  return port === null ? typeof tlsPort === "number" : tlsPort === "auto";
}

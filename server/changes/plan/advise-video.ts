import type { VideoSettings } from "#server/contract/display-settings.ts";
import { type Advice, type CheckContext, note, warning, where } from "./check-context.ts";
import { isWindows, isWindows10Kind, isX86 } from "./machine-facts.ts";

/** What is good to know of the video devices. */
export function adviseVideo(context: CheckContext): Advice[] {
  const { video, graphics, serials } = context.wanted;
  const none = video.some(({ model }) => model === "none");
  const serial = serials.length > 0;
  return [
    ...video.flatMap((device, index) => adviseDevice(context, device, ["video", index])),
    ...where(
      none && serial && note("none-serial", ["video"]),
      none && !serial && warning("none-no-serial", ["video"]),
      graphics.length === 0 && serial && note("no-display", ["graphics"]),
      graphics.length === 0 && !serial && warning("no-display-no-serial", ["graphics"]),
      graphics.length > 0 && video.length === 0 && note("video-implicit", ["video"]),
    ),
  ];
}

function adviseDevice(context: CheckContext, device: VideoSettings, path: Advice["path"]): Advice[] {
  const { options, wanted } = context;
  const { model, heads, accel3d } = device;
  const place = [...path, "model"];
  const os = options.os ?? "";
  const spice = wanted.graphics.some(({ type }) => type === "spice");
  const vnc = wanted.graphics.some(({ type }) => type === "vnc");
  return where(
    model === "cirrus" && isWindows10Kind(options.os) && warning("cirrus-windows", place, { os }),
    model === "cirrus" && note("cirrus-no-full-hd", place),
    model === "qxl" && !spice && warning("qxl-without-spice", place),
    model === "virtio" && isWindows(options.os) && warning("virtio-windows", place, { os }),
    model === "virtio" && !isVgaCompatible(context, device) && note("virtio-blank", place, { arch: options.arch }),
    model === "vmvga" && note("vmvga-driver", place),
    ["bochs", "ramfb"].includes(model) && options.firmware === "bios" && warning("no-vga-text", place, { model }),
    accel3d && !hasGl(context) && warning("accel3d-needs-gl", [...path, "accel3d"]),
    heads !== null && heads > 1 && vnc && !spice && note("heads-vnc", [...path, "heads"], { heads }),
  );
}

/** On a PC the primary one is virtio-vga; everywhere else, and beside another, it is virtio-gpu. */
function isVgaCompatible({ options, wanted }: CheckContext, device: VideoSettings): boolean {
  const primary = wanted.video.find((other) => other.primary) ?? wanted.video[0];
  return isX86(options.arch) && device === primary;
}

/** Whether the host's GPU draws for one of the displays. */
function hasGl({ wanted, after }: CheckContext): boolean {
  const spice = wanted.graphics.some((display) => display.type === "spice" && display.gl);
  return spice || after.all("graphics").some((display) => ["egl-headless", "sdl", "dbus"].includes(display.get("type") ?? ""));
}

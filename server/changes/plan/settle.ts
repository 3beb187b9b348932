import type { DisplayOptions } from "#server/contract/display-options.ts";
import type { DisplaySettings, GraphicsSettings, VideoSettings } from "#server/contract/display-settings.ts";
import { type Advice, note } from "./check-context.ts";
import { modelOption } from "./video-models.ts";
import { hasPort } from "./write-listen.ts";
import { SIZES } from "./write-video.ts";

/**
 * Settings as libvirt will keep them. What a field says only because it was so before, and what cannot stay with another field's new value,
 * goes: the sizes of another video model, the port of a display that now listens on a socket.
 */
export function settle(before: DisplaySettings, wanted: DisplaySettings, options: DisplayOptions): DisplaySettings {
  return {
    ...wanted,
    graphics: wanted.graphics.map((display) => settleGraphics(find(before.graphics, display), display)),
    video: wanted.video.map((device) => settleVideo(find(before.video, device), device, options)),
  };
}

/** libvirt rounds the sizes up to a power of two where it does not refuse them. */
export function rounded(before: DisplaySettings, wanted: DisplaySettings): { settings: DisplaySettings; advice: Advice[] } {
  const advice: Advice[] = [];
  const video = wanted.video.map((device, index) => {
    const old = find(before.video, device);
    const sizes = SIZES.filter((size) => size !== "vgamem" && old?.[size] !== device[size]).flatMap((size) => {
      const [value, up] = [device[size], roundUp(device[size])];
      if (value === null || up === null || value === up) return [];
      advice.push(note("video-rounded", ["video", index, size], { size, before: value, after: up }));
      return [[size, up] as const];
    });
    return { ...device, ...Object.fromEntries(sizes) };
  });
  return { settings: { ...wanted, video }, advice };
}

function find<Item extends { key: number | null }>(before: readonly Item[], item: Item): Item | undefined {
  return before.find(({ key }) => key !== null && key === item.key);
}

function settleGraphics(old: GraphicsSettings | undefined, display: GraphicsSettings): GraphicsSettings {
  if (hasPort(display.listen)) return display;
  const port = old?.port === display.port ? null : display.port;
  if (display.type === "vnc") return { ...display, port };
  const tlsPort = display.tlsPort === "auto" || (old?.type === "spice" && old.tlsPort === display.tlsPort) ? null : display.tlsPort;
  return { ...display, port, tlsPort };
}

function settleVideo(old: VideoSettings | undefined, device: VideoSettings, options: DisplayOptions): VideoSettings {
  if (device.model === "none") {
    return { ...device, ram: null, vram: null, vram64: null, vgamem: null, heads: null, primary: false, accel3d: false };
  }
  if (!old || old.model === device.model) return device;
  const option = modelOption(options, device.model);
  const sizes = SIZES.map((size) => [size, old[size] === device[size] ? null : device[size]] as const);
  const heads = !option.heads && old.heads === device.heads ? null : device.heads;
  return {
    ...device,
    ...Object.fromEntries(sizes),
    heads,
    accel3d: device.accel3d && !(old.accel3d && !option.accel3d),
  };
}

function roundUp(value: number | null): number | null {
  return value === null || value < 1 ? value : 2 ** Math.ceil(Math.log2(value));
}

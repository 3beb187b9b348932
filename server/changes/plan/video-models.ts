import type { DisplayOptions, VideoModelOption } from "#server/contract/display-options.ts";

/** What models take where the host does not list its own (https://libvirt.org/formatdomain.html#video-devices). */
const WITHOUT_LIST: Readonly<Record<string, Omit<VideoModelOption, "model">>> = {
  qxl: { heads: true, sizes: ["ram", "vram", "vram64", "vgamem"], accel3d: false },
  virtio: { heads: true, sizes: [], accel3d: true },
  vga: { heads: false, sizes: ["vram"], accel3d: false },
  vmvga: { heads: false, sizes: ["vram"], accel3d: false },
  bochs: { heads: false, sizes: ["vram"], accel3d: false },
};

/** What a model takes. */
export function modelOption({ videoModels }: DisplayOptions, model: string): VideoModelOption {
  const listed = videoModels.find((option) => option.model === model);
  return listed ?? { model, heads: false, sizes: [], accel3d: false, ...WITHOUT_LIST[model] };
}

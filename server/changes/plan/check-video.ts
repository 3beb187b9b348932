import type { VideoSettings } from "#server/contract/display-settings.ts";
import { type CheckContext, type Problem, problem, where } from "./check-context.ts";
import { modelOption } from "./video-models.ts";
import { SIZES } from "./write-video.ts";

/** QEMU's virtio-gpu has so many (VIRTIO_GPU_MAX_SCANOUTS); libvirt takes any number. */
const HEADS = { min: 1, max: 16 };
/** libvirt: "value for 'vram' must be at least 1 MiB (1024 KiB)". */
const SMALLEST = 1024;
/** libvirt: "video type 'vga' is only valid as primary video device"; these two are also valid beside another. */
const BESIDE_OTHERS = ["qxl", "virtio"];

/** What keeps the video devices from being as they are wanted. */
export function checkVideo({ wanted, options }: CheckContext): Problem[] {
  const { video } = wanted;
  const primary = Math.max(
    0,
    video.findIndex((device) => device.primary),
  );
  return video.flatMap((device, index) => {
    const path = ["video", index];
    const { model } = device;
    const listed = options.videoModels;
    return where(
      listed.length > 0 &&
        !listed.some((option) => option.model === model) &&
        problem("video-model-unknown", [...path, "model"], { model }),
      model === "none" && video.length > 1 && problem("video-none-alone", [...path, "model"]),
      index !== primary &&
        model !== "none" &&
        !BESIDE_OTHERS.includes(model) &&
        problem("video-only-primary", [...path, "model"], { model }),
      device.primary && index !== primary && problem("video-primary-twice", [...path, "primary"]),
      ...checkModel(device, modelOption(options, model), path),
    );
  });
}

function checkModel(device: VideoSettings, option: ReturnType<typeof modelOption>, path: Problem["path"]): Problem[] {
  const { model, heads } = device;
  if (model === "none") return [];
  return where(
    heads !== null && heads !== 1 && !option.heads && problem("heads-unsupported", [...path, "heads"], { model }),
    heads !== null && option.heads && (heads < HEADS.min || heads > HEADS.max) && problem("heads-range", [...path, "heads"], HEADS),
    device.accel3d && !option.accel3d && problem("accel3d-unsupported", [...path, "accel3d"], { model }),
    ...SIZES.flatMap((size) => checkSize(device, size, option.sizes, path)),
  );
}

function checkSize(device: VideoSettings, size: (typeof SIZES)[number], sizes: readonly string[], path: Problem["path"]): Problem[] {
  const value = device[size];
  if (value === null) return [];
  const place = [...path, size];
  if (!sizes.includes(size)) return [problem("video-size-unsupported", place, { size, model: device.model })];
  return where(
    (size === "vgamem" || device.model !== "qxl") && value < SMALLEST && problem("video-size-small", place, { size, min: SMALLEST }),
    size === "vgamem" && !isPowerOfTwo(value) && problem("video-size-power", place, { size }),
  );
}

function isPowerOfTwo(value: number): boolean {
  return Number.isInteger(Math.log2(value));
}

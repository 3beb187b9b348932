import type { DisplayOptions, VideoModelOption } from "#server/contract/display-options.ts";

/** What a model has; of one that the host does not list everything can be set, and the plan says what is wrong. */
export function modelOption({ videoModels }: DisplayOptions, model: string): VideoModelOption {
  return videoModels.find((option) => option.model === model) ?? { model, heads: false, sizes: [], accel3d: false };
}

/** The model that another video device begins with: the first of these that the host has. */
export function preferredModel({ videoModels }: DisplayOptions): string {
  const listed = videoModels.map(({ model }) => model);
  return ["virtio", "vga"].find((model) => listed.includes(model)) ?? listed.find((model) => model !== "none") ?? "vga";
}

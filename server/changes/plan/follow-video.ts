import type { DisplaySettings, VideoSettings } from "#server/contract/display-settings.ts";
import type { FollowContext, Proposal } from "./follow-context.ts";
import { isModernLinux, isX86 } from "./machine-facts.ts";

/** The video device where QXL loses SPICE, and where the first display comes to a machine that has none to show. */
export function followVideo(context: FollowContext): Proposal[] {
  const model = plainModel(context);
  if (model === null) return [];
  if (context.leaves.has("spice")) return convert(context, "qxl", model);
  const first = context.comes.size > 0 && context.comes.size === context.has.size && context.leaves.size === 0;
  if (!first) return [];
  const { wanted, before } = context;
  if (wanted.video.length > 0 || before.video.length > 0) return convert(context, "none", model);
  return [
    {
      id: "video",
      action: "add",
      required: false,
      values: { before: "", after: model },
      settings: (settings) => ({ ...settings, video: [blank(model)] }),
    },
  ];
}

/** VGA shows a picture from the first moment on everything that has it; virtio is better where its driver is known to be there. */
function plainModel({ options }: FollowContext): string | null {
  const listed = (model: string) => options.videoModels.length === 0 || options.videoModels.some((option) => option.model === model);
  const wanted = !isX86(options.arch) || isModernLinux(options.os) ? ["virtio", "vga"] : ["vga", "virtio"];
  return wanted.find(listed) ?? null;
}

function convert({ before, wanted }: FollowContext, from: string, to: string): Proposal[] {
  const old = new Map(before.video.map((video) => [video.key, video.model]));
  // What is only valid as the primary device does not take the place of a second one.
  const concerned = (video: VideoSettings) =>
    video.model === from && video.key !== null && old.get(video.key) === from && (to === "virtio" || video.primary || from === "none");
  if (!wanted.video.some(concerned)) return [];
  return [
    {
      id: "video",
      action: "convert",
      required: false,
      values: { before: from, after: to },
      settings: (settings) => ({
        ...settings,
        video: settings.video.map((video) => (concerned(video) ? converted(video, to) : video)),
      }),
    },
  ];
}

function converted(video: VideoSettings, model: string): DisplaySettings["video"][number] {
  return { ...blank(model), key: video.key, primary: video.primary, heads: model === "virtio" ? video.heads : null };
}

function blank(model: string): VideoSettings {
  return { key: null, model, ram: null, vram: null, vram64: null, vgamem: null, heads: null, primary: true, accel3d: false };
}

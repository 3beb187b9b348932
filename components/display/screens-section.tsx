"use client";

import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { VideoModelOption } from "#server/contract/display-options.ts";
import type { VideoSettings } from "#server/contract/display-settings.ts";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { NumberField } from "../ui/number-field.tsx";
import { Section } from "../ui/section.tsx";
import { Switch } from "../ui/switch.tsx";
import { useEditor, useField } from "./editor-context.tsx";
import { addVideo, removeVideo, setItem, setModel, setPrimary } from "./edits.ts";
import { PartProblem } from "./findings.tsx";
import { FollowNote } from "./follow-note.tsx";
import { fieldId } from "./paths.ts";
import { useModelWords } from "./use-model-words.ts";
import { sizeText } from "./value-kinds.ts";
import { modelOption, preferredModel } from "./video-models.ts";

/** The machine's video devices. */
export function ScreensSection() {
  const t = useTranslations("display");
  const { draft, options, locked, edit } = useEditor();
  return (
    <Section title={t("section.screens")}>
      <div id={fieldId(["video"])} tabIndex={-1} className="grid gap-5">
        <PartProblem path={["video"]} />
        {options.boardVideo !== null && <p>{t("screens.board", { models: options.boardVideo })}</p>}
        {draft.video.length === 0 && options.boardVideo === null && <p className="text-ink-quiet">{t("screens.none")}</p>}
        {draft.video.map((video, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a new device has nothing but its place
          <VideoDevice key={index} video={video} index={index} />
        ))}
        <FollowNote id="video" />
        <div>
          <Button icon={<Plus aria-hidden />} disabled={locked} onClick={() => edit(addVideo(preferredModel(options)))}>
            {t("screens.add")}
          </Button>
        </div>
      </div>
    </Section>
  );
}

type PartProps = { video: VideoSettings; index: number };

function VideoDevice({ video, index }: PartProps) {
  const t = useTranslations("display");
  const { draft, options, locked, edit } = useEditor();
  const option = modelOption(options, video.model);
  const several = draft.video.length > 1;
  const number = index + 1;
  return (
    <section
      id={fieldId(["video", index])}
      tabIndex={-1}
      aria-label={t("screens.device", { number })}
      className="grid gap-4 border-b border-line pb-5"
    >
      <PartProblem path={["video", index]} />
      <div className="flex items-end gap-2">
        <Model video={video} index={index} />
        {several && (
          <Button variant="quiet" disabled={locked || video.primary} onClick={() => edit(setPrimary(index))} className="max-sm:px-2.5">
            {t(video.primary ? "screens.primary" : "screens.makePrimary")}
          </Button>
        )}
        <IconButton label={t("screens.remove", { number })} disabled={locked} onClick={() => edit(removeVideo(index))} className="mb-0.5">
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      <ModelText video={video} />
      <Sizes video={video} index={index} option={option} />
      {(option.accel3d || video.accel3d) && <Accel3d video={video} index={index} />}
    </section>
  );
}

function Model({ video, index }: PartProps) {
  const t = useTranslations("display");
  const { options, edit } = useEditor();
  const words = useModelWords();
  const field = useField(["video", index, "model"]);
  const listed = options.videoModels.map(({ model }) => model);
  const models = listed.includes(video.model) ? listed : [video.model, ...listed];
  return (
    <Choice
      {...field}
      className="min-w-0 flex-1"
      label={t("screens.device", { number: index + 1 })}
      value={video.model}
      onChange={(model) => edit(setModel(index, modelOption(options, model)))}
      options={models.map((model) => ({ value: model, label: words(model).name, text: words(model).text }))}
    />
  );
}

/** What the chosen model suits and needs. */
function ModelText({ video }: { video: VideoSettings }) {
  const t = useTranslations("display.screens");
  const { options } = useEditor();
  const { text } = useModelWords()(video.model);
  const offered = options.videoModels.length === 0 || options.videoModels.some(({ model }) => model === video.model);
  return (
    <p className="-mt-2.5 text-note text-ink-quiet">
      {text} {!offered && t("notOffered")}
    </p>
  );
}

const sizes = ["ram", "vram", "vram64", "vgamem"] as const;

function Sizes({ video, index, option }: PartProps & { option: VideoModelOption }) {
  const shown = sizes.filter((size) => option.sizes.includes(size) || video[size] !== null);
  const heads = option.heads || (video.heads ?? 1) > 1;
  if (shown.length === 0 && !heads) return null;
  return (
    <div className="grid grid-cols-2 gap-x-4 gap-y-4 sm:grid-cols-3">
      {heads && <Heads video={video} index={index} />}
      {shown.map((size) => (
        <Size key={size} video={video} index={index} size={size} />
      ))}
    </div>
  );
}

function Heads({ video, index }: PartProps) {
  const t = useTranslations("display");
  const { edit } = useEditor();
  const field = useField(["video", index, "heads"]);
  return (
    <NumberField
      {...field}
      optional
      label={t("field.heads")}
      placeholder={t("hint.automatic")}
      value={video.heads}
      onChange={(heads) => edit(setItem("video", index, { heads }))}
    />
  );
}

function Size({ video, index, size }: PartProps & { size: (typeof sizes)[number] }) {
  const t = useTranslations("display");
  const { edit } = useEditor();
  const field = useField(["video", index, size]);
  const value = video[size];
  return (
    <NumberField
      {...field}
      optional
      by={1024}
      label={`${t(`field.${size}`)} (KiB)`}
      placeholder={t("hint.automatic")}
      hint={value !== null && value >= 1024 ? sizeText(value) : undefined}
      value={value}
      onChange={(kib) => edit(setItem("video", index, { [size]: kib }))}
    />
  );
}

function Accel3d({ video, index }: PartProps) {
  const t = useTranslations("display");
  const { edit } = useEditor();
  const field = useField(["video", index, "accel3d"]);
  return (
    <Switch
      {...field}
      label={t("field.accel3d")}
      hint={t("hint.accel3d")}
      checked={video.accel3d}
      onChange={(accel3d) => edit(setItem("video", index, { accel3d }))}
    />
  );
}

"use client";

import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { FollowId } from "#server/contract/display-plan.ts";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { NumberField } from "../ui/number-field.tsx";
import { Section } from "../ui/section.tsx";
import { Switch } from "../ui/switch.tsx";
import { useEditor, useField } from "./editor-context.tsx";
import { addSound, removeItem, setItem } from "./edits.ts";
import { PartProblem } from "./findings.tsx";
import { FollowNote } from "./follow-note.tsx";
import { fieldId } from "./paths.ts";

/** What belongs to a display beside it: pointer, agents, sound, USB. */
export function DevicesSection() {
  const t = useTranslations("display");
  const { draft, edit } = useEditor();
  const usb = useField(["usbRedirection"]);
  return (
    <Section title={t("section.devices")}>
      <div className="-my-1.5 grid gap-3">
        <Device name="tablet" follows={["tablet"]} />
        <Device name="spiceAgent" follows={agents} />
        <Device name="vncAgent" follows={agents} />
        <Device name="folderSharing" follows={["folder-sharing"]} />
        <div className="grid gap-1.5 pt-1.5">
          <NumberField
            {...usb}
            className="sm:max-w-80"
            label={t("field.usbRedirection")}
            hint={t("hint.usbRedirection")}
            value={draft.usbRedirection}
            onChange={(usbRedirection) => edit((settings) => ({ ...settings, usbRedirection: usbRedirection ?? 0 }))}
          />
          <FollowNote id="usb-redirection" />
        </div>
        <Sound />
      </div>
    </Section>
  );
}

type DeviceProps = { name: "tablet" | "spiceAgent" | "vncAgent" | "folderSharing"; follows: readonly FollowId[] };

/** One agent may become the other. */
const agents = ["spice-agent", "vnc-agent"] as const;

/**
 * One that the machine has or has not. Where it comes or goes with the protocol, the switch shows what the plan makes of it, and turning it
 * the other way declines that.
 */
function Device({ name, follows: ids }: DeviceProps) {
  const t = useTranslations("display");
  const { draft, view, edit, dispatch } = useEditor();
  const field = useField([name]);
  const mine = draft[name];
  const checked = view.plan?.settings[name] ?? mine;
  const follows = view.plan?.follows.filter(({ id }) => ids.includes(id)) ?? [];
  const making = checked === mine ? undefined : follows.find(({ applied }) => applied);
  const declined = follows.find(({ applied }) => !applied);
  const change = (next: boolean) => {
    if (making) dispatch({ type: "decline", id: making.id, declined: true });
    else if (declined && next !== mine) dispatch({ type: "decline", id: declined.id, declined: false });
    else edit((settings) => ({ ...settings, [name]: next }));
  };
  return (
    <div>
      <Switch
        {...field}
        disabled={field.disabled || making?.required === true}
        label={t(`field.${name}`)}
        hint={t(`hint.${name}`)}
        checked={checked}
        onChange={change}
      />
      {making && <FollowNote id={making.id} />}
    </div>
  );
}

function Sound() {
  const t = useTranslations("display");
  const { draft, options, locked, edit } = useEditor();
  const [first = "ich9"] = options.soundModels;
  return (
    <div id={fieldId(["sound"])} tabIndex={-1} className="grid gap-3 pt-1.5">
      <PartProblem path={["sound"]} />
      {draft.sound.map(({ model }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a new card has nothing but its place
        <SoundCard key={index} model={model} index={index} />
      ))}
      <FollowNote id="sound" />
      <FollowNote id="audio-backend" />
      <div className="flex flex-wrap items-center gap-3">
        <Button icon={<Plus aria-hidden />} disabled={locked} onClick={() => edit(addSound(first))}>
          {t("sound.add")}
        </Button>
        {draft.sound.length === 0 && <span className="text-ink-quiet">{t("sound.none")}</span>}
      </div>
    </div>
  );
}

function SoundCard({ model, index }: { model: string; index: number }) {
  const t = useTranslations("display");
  const { options, locked, edit } = useEditor();
  const field = useField(["sound", index]);
  const number = index + 1;
  const models = options.soundModels.includes(model) ? options.soundModels : [model, ...options.soundModels];
  const name = (value: string) => {
    const key = `sound.models.${value}` as Parameters<typeof t>[0];
    return t.has(key) ? t(key) : value;
  };
  return (
    <div className="flex items-end gap-2">
      <Choice
        {...field}
        className="min-w-0 flex-1 sm:max-w-80"
        label={t("sound.card", { number })}
        value={model}
        onChange={(chosen) => edit(setItem("sound", index, { model: chosen }))}
        options={models.map((value) => ({ value, label: name(value) }))}
      />
      <IconButton
        label={t("sound.remove", { number })}
        disabled={locked}
        onClick={() => edit(removeItem("sound", index))}
        className="mb-0.5"
      >
        <Trash2 aria-hidden />
      </IconButton>
    </div>
  );
}

"use client";

import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SerialSettings } from "#server/contract/display-settings.ts";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { Field } from "../ui/field.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { Section } from "../ui/section.tsx";
import { useEditor, useField } from "./editor-context.tsx";
import { addSerial, removeItem, setItem } from "./edits.ts";
import { PartProblem } from "./findings.tsx";
import { fieldId } from "./paths.ts";

/** The machine's serial lines and consoles: what remains where there is no picture. */
export function SerialSection() {
  const t = useTranslations("display.serial");
  const title = useTranslations("display.section")("serial");
  const { draft, locked, edit } = useEditor();
  return (
    <Section title={title}>
      <div id={fieldId(["serials"])} tabIndex={-1} className="grid gap-5">
        <PartProblem path={["serials"]} />
        {draft.serials.length === 0 && <p className="text-ink-quiet">{t("empty")}</p>}
        {draft.serials.map((serial, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a new one has nothing but its place
          <Serial key={index} serial={serial} index={index} />
        ))}
        <div>
          <Button icon={<Plus aria-hidden />} disabled={locked} onClick={() => edit(addSerial(null))}>
            {t("add")}
          </Button>
        </div>
      </div>
    </Section>
  );
}

type PartProps = { serial: SerialSettings; index: number };

function Serial({ serial, index }: PartProps) {
  const t = useTranslations("display");
  const { locked, edit } = useEditor();
  const number = index + 1;
  const name = t(serial.element === "console" ? "serial.console" : "serial.line", { number });
  const log = useField(["serials", index, "log"]);
  return (
    <section id={fieldId(["serials", index])} tabIndex={-1} aria-label={name} className="grid gap-4 border-b border-line pb-5">
      <div className="flex items-center gap-2">
        <h3 className="flex-1 font-medium">{name}</h3>
        <IconButton label={t("serial.remove", { number })} disabled={locked} onClick={() => edit(removeItem("serials", index))}>
          <Trash2 aria-hidden />
        </IconButton>
      </div>
      <PartProblem path={["serials", index]} />
      <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2">
        <Target serial={serial} index={index} />
        <Source serial={serial} index={index} />
        <Field
          {...log}
          className="sm:col-span-2 [&_input]:font-mono"
          label={t("field.log")}
          hint={t("hint.log")}
          value={serial.log ?? ""}
          maxLength={1000}
          spellCheck={false}
          autoCapitalize="off"
          onChange={(event) => edit(setItem("serials", index, { log: event.target.value || null }))}
        />
      </div>
    </section>
  );
}

function Target({ serial, index }: PartProps) {
  const t = useTranslations("display");
  const { options, edit } = useEditor();
  const field = useField(["serials", index, "target"]);
  const { target } = serial;
  const targets = target === null || options.serialTargets.includes(target) ? options.serialTargets : [target, ...options.serialTargets];
  const name = (value: string) => {
    const key = `serial.targets.${value}` as Parameters<typeof t>[0];
    return t.has(key) ? t(key) : value;
  };
  return (
    <Choice
      {...field}
      label={t("field.target")}
      value={target ?? ""}
      onChange={(value) => edit(setItem("serials", index, { target: value || null }))}
      options={[{ value: "", label: t("serial.targetDefault") }, ...targets.map((value) => ({ value, label: name(value) }))]}
    />
  );
}

/** The host side: what the browser opens is a pty; what leads elsewhere can be made one. */
function Source({ serial, index }: PartProps) {
  const t = useTranslations("display");
  const { state, edit } = useEditor();
  const field = useField(["serials", index, "source"]);
  const original = state.base.settings.serials.find(({ key, element }) => key !== null && key === serial.key && element === serial.element);
  const sources = [...new Set(["pty", original?.source ?? "pty", serial.source])];
  return (
    <Choice
      {...field}
      label={t("field.source")}
      value={serial.source}
      onChange={(source) => edit(setItem("serials", index, { source }))}
      options={sources.map((source) => ({
        value: source,
        label: source === "pty" ? t("serial.source.pty") : t("serial.source.other", { source }),
      }))}
    />
  );
}

"use client";

import { useTranslations } from "next-intl";
import type { GraphicsSettings } from "#server/contract/display-settings.ts";
import { Choice } from "../ui/choice.tsx";
import { NumberField } from "../ui/number-field.tsx";
import { Section } from "../ui/section.tsx";
import { useEditor, useField } from "./editor-context.tsx";
import { freePort, setGraphics, setPort } from "./edits.ts";
import { PartProblem } from "./findings.tsx";
import { ListenFields } from "./listen-fields.tsx";
import { PasswordFields } from "./password-fields.tsx";
import { fieldId } from "./paths.ts";
import { SpiceMore } from "./spice-more.tsx";

/** Where each display listens, and who may come in. */
export function ConnectionSection() {
  const t = useTranslations("display");
  const { draft } = useEditor();
  const several = draft.graphics.length > 1;
  return (
    <Section title={t("section.connection")}>
      {draft.graphics.length === 0 && <p className="text-ink-quiet">{t("noConnection")}</p>}
      <div className="divide-y divide-line">
        {draft.graphics.map((display, index) => (
          <section
            key={display.type}
            id={fieldId(["graphics", index])}
            tabIndex={-1}
            aria-label={t(`protocols.${display.type}`)}
            className="py-6 first:pt-0 last:pb-0"
          >
            {several && <h3 className="mb-3 font-medium">{t(`protocols.${display.type}`)}</h3>}
            <PartProblem path={["graphics", index]} className="mb-3" />
            <Display display={display} index={index} />
          </section>
        ))}
      </div>
    </Section>
  );
}

function Display({ display, index }: { display: GraphicsSettings; index: number }) {
  const tcp = display.listen.type !== "socket" && display.listen.type !== "none";
  return (
    <div className="grid gap-5">
      <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2">
        <ListenFields display={display} index={index} />
        {(tcp || display.port !== null) && <PortFields display={display} index={index} />}
        <PasswordFields display={display} index={index} />
        <Keymap display={display} index={index} />
        {display.type === "vnc" && <SharePolicy policy={display.sharePolicy} index={index} />}
      </div>
      {display.type === "spice" && <SpiceMore display={display} index={index} />}
    </div>
  );
}

type PartProps = { display: GraphicsSettings; index: number };

function PortFields({ display, index }: PartProps) {
  const t = useTranslations("display");
  const { draft, options, edit } = useEditor();
  const { id, disabled, error } = useField(["graphics", index, "port"]);
  const fixed = display.port !== null;
  return (
    <div className="grid content-start gap-3">
      <Choice
        id={fixed ? `${id}-mode` : id}
        label={t("field.port")}
        value={fixed ? "fixed" : "auto"}
        disabled={disabled}
        error={fixed ? undefined : error}
        onChange={(mode) => edit(setPort(index, mode === "fixed" ? freePort(draft, options) : null))}
        options={(["auto", "fixed"] as const).map((value) => ({ value, label: t(`portMode.${value}`) }))}
      />
      {fixed && (
        <NumberField
          id={id}
          label={t("field.portNumber")}
          value={display.port}
          disabled={disabled}
          error={error}
          onChange={(port) => edit(setGraphics(index, { port }))}
        />
      )}
    </div>
  );
}

function Keymap({ display, index }: PartProps) {
  const t = useTranslations("display");
  const { options, edit } = useEditor();
  const field = useField(["graphics", index, "keymap"]);
  const known = display.keymap === null || options.keymaps.includes(display.keymap) ? [] : [display.keymap];
  return (
    <Choice
      {...field}
      label={t("field.keymap")}
      hint={t("hint.keymap")}
      value={display.keymap ?? ""}
      onChange={(value) => edit(setGraphics(index, { keymap: value || null }))}
      options={[{ value: "", label: t("keymapDefault") }, ...[...known, ...options.keymaps].map((value) => ({ value, label: value }))]}
    />
  );
}

const policies = ["allow-exclusive", "force-shared", "ignore"] as const;

function SharePolicy({ policy, index }: { policy: (typeof policies)[number] | null; index: number }) {
  const t = useTranslations("display");
  const { edit } = useEditor();
  const field = useField(["graphics", index, "sharePolicy"]);
  return (
    <Choice
      {...field}
      label={t("field.sharePolicy")}
      value={policy ?? "default"}
      onChange={(value) => edit(setGraphics(index, { sharePolicy: policies.find((one) => one === value) ?? null }))}
      options={(["default", ...policies] as const).map((value) => ({ value, label: t(`sharePolicy.${value}`) }))}
    />
  );
}

"use client";

import { Dices, Eye, EyeOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { GraphicsSettings, PasswordSetting } from "#server/contract/display-settings.ts";
import { api } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Choice } from "../ui/choice.tsx";
import { CopyButton } from "../ui/copy-button.tsx";
import { Field } from "../ui/field.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { useNotify } from "../ui/toaster.tsx";
import { useEditor, useField } from "./editor-context.tsx";
import { setGraphics } from "./edits.ts";
import { generatePassword } from "./generate-password.ts";
import { fromLocal, toLocal } from "./local-moment.ts";

type PartProps = { display: GraphicsSettings; index: number };

/** A display's password: kept, a new one, or none; and until when it opens the display. */
export function PasswordFields({ display, index }: PartProps) {
  const t = useTranslations("display");
  const { state, edit } = useEditor();
  const field = useField(["graphics", index, "password"], { exact: true });
  const { password, type } = display;
  const set = (next: PasswordSetting) => edit(setGraphics(index, { password: next }));
  const original = display.key === null ? undefined : state.base.settings.graphics.find(({ key }) => key === display.key);
  const kept = original !== undefined && original.password.kind !== "none";
  const kinds = (["keep", "new", "none"] as const).filter((kind) => kind !== "keep" || kept || password.kind === "keep");
  const choose = (kind: string) => {
    const validTo = password.kind === "none" ? null : password.validTo;
    if (kind === "keep") set({ kind, validTo: original?.password.kind === "keep" ? original.password.validTo : validTo });
    else if (kind === "new") set({ kind, value: generatePassword(type), validTo });
    else set({ kind: "none" });
  };
  return (
    <>
      <Choice
        {...field}
        label={t("field.password")}
        value={password.kind}
        hint={t("password.browser")}
        onChange={choose}
        options={kinds.map((value) => ({ value, label: t(`password.${value}`) }))}
      />
      {password.kind === "keep" && display.key !== null && <SetPassword displayKey={display.key} />}
      {password.kind === "new" && (
        <NewPassword {...{ display, index }} value={password.value} onChange={(value) => set({ ...password, value })} />
      )}
      {password.kind !== "none" && <ValidTo index={index} value={password.validTo} onChange={(validTo) => set({ ...password, validTo })} />}
    </>
  );
}

/** The password that is set: shown only when it is asked for, which is on record. */
function SetPassword({ displayKey }: { displayKey: number }) {
  const t = useTranslations("display.password");
  const { vm, mayEdit, state } = useEditor();
  const notify = useNotify();
  const [shown, setShown] = useState<{ of: string; password: string } | null>(null);
  const [busy, setBusy] = useState(false);
  const password = shown?.of === state.base.base ? shown.password : null;
  const toggle = async () => {
    if (password !== null) return setShown(null);
    setBusy(true);
    try {
      const { passwords } = await api.post<{ passwords: { key: number; password: string }[] }>(`/api/vms/${vm.id}/display/reveal`);
      setShown({ of: state.base.base, password: passwords.find(({ key }) => key === displayKey)?.password ?? "" });
    } catch (thrown) {
      notify.failed(thrown);
    }
    setBusy(false);
  };
  if (!mayEdit) return null;
  return (
    <Field
      label={t("set")}
      readOnly
      value={password ?? ""}
      placeholder="••••••••"
      className="[&_input]:font-mono"
      end={
        <span className="flex items-center">
          {password && <CopyButton text={password} />}
          <button
            type="button"
            aria-label={t(password === null ? "reveal" : "hide")}
            aria-busy={busy || undefined}
            onClick={toggle}
            className={iconButtonClass()}
          >
            {password === null ? <Eye aria-hidden /> : <EyeOff aria-hidden />}
          </button>
        </span>
      }
    />
  );
}

function NewPassword({ display, index, value, onChange }: PartProps & { value: string; onChange: (value: string) => void }) {
  const t = useTranslations("display");
  const field = useField(["graphics", index, "password", "value"]);
  const [shown, setShown] = useState(true);
  return (
    <div>
      <Field
        {...field}
        label={t("field.newPassword")}
        hint={t(`password.holds.${display.type}`)}
        type={shown ? "text" : "password"}
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="off"
        maxLength={200}
        value={value}
        className="[&_input]:font-mono"
        onChange={(event) => onChange(event.target.value)}
        end={
          <button
            type="button"
            aria-label={t(shown ? "password.hide" : "password.reveal")}
            onClick={() => setShown(!shown)}
            className={iconButtonClass()}
          >
            {shown ? <EyeOff aria-hidden /> : <Eye aria-hidden />}
          </button>
        }
      />
      <div className="mt-1 -ml-2 flex gap-1">
        <Button
          variant="quiet"
          className="h-7 px-2 text-note"
          icon={<Dices aria-hidden />}
          disabled={field.disabled}
          onClick={() => onChange(generatePassword(display.type))}
        >
          {t("password.generate")}
        </Button>
        <CopyButton text={value} />
      </div>
    </div>
  );
}

function ValidTo({ index, value, onChange }: { index: number; value: string | null; onChange: (value: string | null) => void }) {
  const t = useTranslations("display");
  const field = useField(["graphics", index, "password", "validTo"]);
  return (
    <Field
      {...field}
      type="datetime-local"
      label={t("field.validTo")}
      hint={t("hint.validTo")}
      value={value === null ? "" : toLocal(value)}
      onChange={(event) => onChange(fromLocal(event.target.value))}
    />
  );
}

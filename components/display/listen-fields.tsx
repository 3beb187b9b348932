"use client";

import { useTranslations } from "next-intl";
import type { GraphicsSettings, ListenSetting } from "#server/contract/display-settings.ts";
import { Choice } from "../ui/choice.tsx";
import { Field } from "../ui/field.tsx";
import { useEditor, useField } from "./editor-context.tsx";
import { type ListenKind, listenFor, listenKind, setGraphics } from "./edits.ts";

const kinds = ["default", "localhost", "all", "address", "network", "socket", "none"] as const;

/** Where a display listens; what the choice leaves open has a field of its own. */
export function ListenFields({ display, index }: { display: GraphicsSettings; index: number }) {
  const t = useTranslations("display");
  const { options, edit } = useEditor();
  const { id, disabled, error } = useField(["graphics", index, "listen"]);
  const kind = listenKind(display.listen);
  const set = (listen: ListenSetting) => edit(setGraphics(index, { listen }));
  const own = hasOwnField(kind);
  return (
    <div className="grid content-start gap-3">
      <Choice
        id={own ? `${id}-kind` : id}
        label={t("field.listen")}
        value={kind}
        disabled={disabled}
        hint={own ? undefined : t(`listen.${kind}.text`)}
        error={own ? undefined : error}
        onChange={(chosen) => set(listenFor(chosen as ListenKind, options))}
        options={kinds.map((value) => ({ value, label: t(`listen.${value}.name`), text: t(`listen.${value}.text`) }))}
      />
      <Where listen={display.listen} kind={kind} set={set} field={{ id, disabled, error }} />
    </div>
  );
}

function hasOwnField(kind: ListenKind): boolean {
  return kind === "address" || kind === "network" || kind === "socket";
}

type WhereProps = {
  listen: ListenSetting;
  kind: ListenKind;
  set: (listen: ListenSetting) => void;
  field: { id: string; disabled: boolean; error: React.ReactNode };
};

function Where({ listen, kind, set, field }: WhereProps) {
  const t = useTranslations("display");
  const { options } = useEditor();
  if (listen.type === "address" && kind === "address") {
    return (
      <div>
        <Field
          {...field}
          label={t("field.address")}
          value={listen.address}
          list={`${field.id}-known`}
          spellCheck={false}
          autoCapitalize="off"
          className="[&_input]:font-mono [&_input::-webkit-calendar-picker-indicator]:hidden!"
          onChange={(event) => set({ type: "address", address: event.target.value })}
        />
        <datalist id={`${field.id}-known`}>
          {options.addresses.map((address) => (
            <option key={address} value={address} />
          ))}
        </datalist>
      </div>
    );
  }
  if (listen.type === "network") {
    const names = options.networks.includes(listen.network) ? options.networks : [listen.network, ...options.networks];
    return (
      <Choice
        {...field}
        label={t("field.network")}
        value={listen.network}
        onChange={(network) => set({ type: "network", network })}
        options={names.map((value) => ({ value, label: value }))}
      />
    );
  }
  if (listen.type === "socket") {
    return (
      <Field
        {...field}
        label={t("field.path")}
        hint={t("hint.path")}
        value={listen.path ?? ""}
        spellCheck={false}
        autoCapitalize="off"
        className="[&_input]:font-mono"
        onChange={(event) => set({ type: "socket", path: event.target.value || null })}
      />
    );
  }
  return null;
}

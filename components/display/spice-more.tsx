"use client";

import { ChevronRight } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { SpiceChannelName, SpiceSettings } from "#server/contract/display-settings.ts";
import { Choice } from "../ui/choice.tsx";
import { NumberField } from "../ui/number-field.tsx";
import { Switch } from "../ui/switch.tsx";
import { useEditor, useField } from "./editor-context.tsx";
import { freePort, setGraphics, setTlsPort } from "./edits.ts";

const modes = ["any", "secure", "insecure"] as const;
const channels = ["main", "display", "inputs", "cursor", "playback", "record", "smartcard", "usbredir"] as const;
const images = ["auto_glz", "auto_lz", "quic", "glz", "lz", "off"] as const;
const compressions = ["auto", "never", "always"] as const;
const streamings = ["filter", "all", "off"] as const;
const pointers = ["client", "server"] as const;

type PartProps = { display: SpiceSettings; index: number };

/** What few change of a SPICE display, folded away; it unfolds where something in it is wrong. */
export function SpiceMore({ display, index }: PartProps) {
  const t = useTranslations("display");
  return (
    <Fold title={t("more")}>
      <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2">
        <TlsPort display={display} index={index} />
        <OneOf index={index} name="defaultMode" value={display.defaultMode} values={modes} words={(value) => t(`mode.${value}`)} />
      </div>
      <Fold title={t("field.channels")}>
        <div className="grid grid-cols-2 gap-x-4 gap-y-5">
          {channels.map((channel) => (
            <ChannelMode key={channel} display={display} index={index} channel={channel} />
          ))}
        </div>
      </Fold>
      <div className="grid gap-x-4 gap-y-5 sm:grid-cols-2">
        <OneOf index={index} name="image" value={display.image} values={images} words={(value) => t(`image.${value}`)} />
        <OneOf index={index} name="streaming" value={display.streaming} values={streamings} words={(value) => t(`streaming.${value}`)} />
        <OneOf index={index} name="jpeg" value={display.jpeg} values={compressions} words={(value) => t(`compression.${value}`)} />
        <OneOf index={index} name="zlib" value={display.zlib} values={compressions} words={(value) => t(`compression.${value}`)} />
        <OnOff index={index} name="playback" value={display.playback} />
        <OneOf index={index} name="mouse" value={display.mouse} values={pointers} words={(value) => t(`mouse.${value}`)} />
        <OnOff index={index} name="clipboard" value={display.clipboard} hint={t("hint.clipboard")} />
        <OnOff index={index} name="fileTransfer" value={display.fileTransfer} hint={t("hint.fileTransfer")} />
      </div>
      <Gl display={display} index={index} />
    </Fold>
  );
}

function Fold({ title, children }: { title: ReactNode; children: ReactNode }) {
  return (
    <details className="group/fold">
      <summary className="-ml-1 inline-flex h-7 items-center gap-1 rounded-inner pr-2 font-medium text-ink-quiet select-none hover:text-ink pointer-coarse:h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight aria-hidden className="size-4 transition-transform [[open]>summary>&]:rotate-90" />
        {title}
      </summary>
      <div className="mt-3 grid gap-5">{children}</div>
    </details>
  );
}

function TlsPort({ display, index }: PartProps) {
  const t = useTranslations("display");
  const { draft, options, edit } = useEditor();
  const { id, disabled, error } = useField(["graphics", index, "tlsPort"]);
  const { tlsPort } = display;
  const mode = tlsPort === null ? "none" : tlsPort === "auto" ? "auto" : "fixed";
  const fixed = mode === "fixed";
  const free = freePort(draft, options);
  const next = { none: null, auto: "auto", fixed: free } as const;
  return (
    <div className="grid content-start gap-3">
      <Choice
        id={fixed ? `${id}-mode` : id}
        label={t("field.tlsPort")}
        value={mode}
        disabled={disabled}
        error={fixed ? undefined : error}
        onChange={(chosen) => edit(setTlsPort(index, next[chosen as keyof typeof next], free))}
        options={(["none", "auto", "fixed"] as const).map((value) => ({ value, label: t(`portMode.${value}`) }))}
      />
      {tlsPort !== null && tlsPort !== "auto" && (
        <NumberField
          id={id}
          label={t("field.tlsPortNumber")}
          value={tlsPort}
          disabled={disabled}
          error={error}
          onChange={(port) => edit(setGraphics(index, { tlsPort: port }))}
        />
      )}
    </div>
  );
}

function ChannelMode({ display, index, channel }: PartProps & { channel: SpiceChannelName }) {
  const t = useTranslations("display");
  const { edit } = useEditor();
  const field = useField(["graphics", index, "channels", channel]);
  const change = (value: string) => {
    const { [channel]: _, ...rest } = display.channels;
    const mode = modes.find((one) => one === value);
    edit(setGraphics(index, { channels: mode ? { ...rest, [channel]: mode } : rest }));
  };
  return (
    <Choice
      {...field}
      label={t(`channel.${channel}`)}
      value={display.channels[channel] ?? "asDefault"}
      onChange={change}
      options={(["asDefault", ...modes] as const).map((value) => ({ value, label: t(`mode.${value}`) }))}
    />
  );
}

type OneOfProps<V extends string> = {
  index: number;
  name: "defaultMode" | "image" | "jpeg" | "zlib" | "streaming" | "mouse";
  value: V | null;
  values: readonly V[];
  words: (value: V | "default") => string;
};

/** A setting that libvirt decides where nothing is said. */
function OneOf<V extends string>({ index, name, value, values, words }: OneOfProps<V>) {
  const t = useTranslations("display");
  const { edit } = useEditor();
  const field = useField(["graphics", index, name]);
  return (
    <Choice
      {...field}
      label={t(`field.${name}`)}
      value={value ?? "default"}
      onChange={(chosen) => edit(setGraphics(index, { [name]: values.find((one) => one === chosen) ?? null }))}
      options={[{ value: "default", label: words("default") }, ...values.map((one) => ({ value: one, label: words(one) }))]}
    />
  );
}

type OnOffProps = { index: number; name: "playback" | "clipboard" | "fileTransfer"; value: boolean | null; hint?: string };

function OnOff({ index, name, value, hint }: OnOffProps) {
  const t = useTranslations("display");
  const { edit } = useEditor();
  const field = useField(["graphics", index, name]);
  const chosen = value === null ? "default" : value ? "on" : "off";
  return (
    <Choice
      {...field}
      label={t(`field.${name}`)}
      hint={hint}
      value={chosen}
      onChange={(next) => edit(setGraphics(index, { [name]: next === "default" ? null : next === "on" }))}
      options={(["default", "on", "off"] as const).map((one) => ({ value: one, label: t(`onOff.${one}`) }))}
    />
  );
}

function Gl({ display, index }: PartProps) {
  const t = useTranslations("display");
  const { edit } = useEditor();
  const field = useField(["graphics", index, "gl"]);
  return (
    <Switch {...field} label={t("field.gl")} hint={t("hint.gl")} checked={display.gl} onChange={(gl) => edit(setGraphics(index, { gl }))} />
  );
}

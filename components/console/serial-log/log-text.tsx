import { ChevronDown, ChevronUp, Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useMemo, useRef, useState } from "react";
import type { SerialLog } from "#server/contract/serial-log.ts";
import { saveFile } from "../../hand-off/save-file.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { inputClass } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { placesOf } from "./find-text.ts";

type LogTextProps = {
  log: Extract<SerialLog, { text: string }>;
  /** What a saved file is called, without its ending. */
  name: string;
};

/** The text of a log, its end in view, to be searched, copied and saved. */
export function LogText({ log: { text, cut, sinceStart }, name }: LogTextProps) {
  const t = useTranslations("ways.serialLog");
  const [wanted, setWanted] = useState("");
  const [at, setAt] = useState(0);
  const places = useMemo(() => placesOf(wanted, text), [wanted, text]);
  const place = places[at];
  const area = useRef<HTMLElement>(null);
  const mark = useRef<HTMLElement>(null);
  useEffect(() => {
    if (place === undefined) area.current?.scrollTo({ top: area.current.scrollHeight });
    else mark.current?.scrollIntoView({ block: "center" });
  }, [place]);
  if (text === "") return <p>{t("empty")}</p>;
  const go = (step: 1 | -1) => setAt((now) => (places.length === 0 ? 0 : (now + step + places.length) % places.length));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Enter") return;
    event.preventDefault();
    go(event.shiftKey ? -1 : 1);
  };
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-1">
        <search className="flex flex-1 items-center gap-1 max-sm:basis-full">
          <input
            type="search"
            aria-label={t("search")}
            placeholder={t("search")}
            className={inputClass}
            value={wanted}
            onChange={({ target }) => {
              setWanted(target.value);
              setAt(0);
            }}
            onKeyDown={onKeyDown}
          />
          <span role="status" className="px-1 text-note whitespace-nowrap text-ink-quiet tabular-nums empty:hidden">
            {wanted === "" ? "" : places.length === 0 ? t("notFound") : t("found", { at: at + 1, count: places.length })}
          </span>
          <IconButton label={t("previous")} onClick={() => go(-1)}>
            <ChevronUp aria-hidden />
          </IconButton>
          <IconButton label={t("next")} onClick={() => go(1)}>
            <ChevronDown aria-hidden />
          </IconButton>
        </search>
        <CopyButton text={text} />
        <Button
          variant="quiet"
          icon={<Download aria-hidden />}
          onClick={() => saveFile(new Blob([text], { type: "text/plain" }), `${name}.log`)}
        >
          {t("save")}
        </Button>
      </div>
      {cut && <p className="mb-2 text-note text-ink-quiet">{t("cut")}</p>}
      {!sinceStart && <p className="mb-2 text-note text-ink-quiet">{t("appended")}</p>}
      <section
        ref={area}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        aria-label={t("text")}
        dir="ltr"
        className="h-[min(28rem,55dvh)] overflow-auto rounded-inner bg-hover p-3 font-mono text-note whitespace-pre"
      >
        {place === undefined ? (
          text
        ) : (
          <>
            {text.slice(0, place)}
            <mark ref={mark} className="bg-accent-fill text-on-accent">
              {text.slice(place, place + wanted.length)}
            </mark>
            {text.slice(place + wanted.length)}
          </>
        )}
      </section>
    </>
  );
}

import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useEffect, useRef, useState } from "react";
import { inputClass } from "../ui/field.tsx";
import { IconButton } from "../ui/icon-button.tsx";

type SearchBarProps = {
  /** False where the text is nowhere. */
  onSearch: (text: string, direction: "next" | "previous") => boolean;
  onClose: () => void;
};

/** Finds text in what the console has printed: Enter goes on, Shift+Enter back, Escape closes. */
export function SearchBar({ onSearch, onClose }: SearchBarProps) {
  const t = useTranslations("console.serial");
  const common = useTranslations("common");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  const [text, setText] = useState("");
  const [found, setFound] = useState(true);
  const search = (direction: "next" | "previous", wanted = text) => setFound(onSearch(wanted, direction) || !wanted);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") search(event.shiftKey ? "previous" : "next");
    else if (event.key === "Escape") onClose();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  return (
    <search className="absolute top-3 right-3 z-20 sm:max-xl:top-20 flex max-w-[calc(100%-1.5rem)] items-center gap-1 rounded-pane bg-surface p-1.5 shadow-raised ring-1 ring-line">
      <input
        ref={field}
        type="search"
        aria-label={t("search")}
        aria-invalid={!found || undefined}
        placeholder={t("searchPlaceholder")}
        className={inputClass}
        value={text}
        onChange={({ target }) => {
          setText(target.value);
          search("next", target.value);
        }}
        onKeyDown={onKeyDown}
      />
      <span role="status" className="px-1 text-note whitespace-nowrap text-ink-quiet empty:hidden">
        {found ? "" : t("none")}
      </span>
      <IconButton label={t("previous")} onClick={() => search("previous")}>
        <ChevronUp aria-hidden />
      </IconButton>
      <IconButton label={t("next")} onClick={() => search("next")}>
        <ChevronDown aria-hidden />
      </IconButton>
      <IconButton label={common("close")} onClick={onClose}>
        <X aria-hidden />
      </IconButton>
    </search>
  );
}

import { useTranslations } from "next-intl";
import { useId, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/choice.tsx";
import { Dialog } from "../../ui/dialog.tsx";
import { inputClass } from "../../ui/field.tsx";
import { Switch } from "../../ui/switch.tsx";
import { Segmented } from "../../ui/toggle.tsx";
import { layoutIds, untypeable } from "./layout.ts";
import { paces, typeable } from "./type-text.ts";
import type { Keyboard } from "./use-keyboard.ts";

type TypeDialogProps = {
  keyboard: Keyboard;
  name: string;
  /** Text may be put on the guest's clipboard. */
  mayPaste: boolean;
};

/** Takes text to be typed into a guest, and names what its layout has no keys for before anything is sent. */
export function TypeDialog({ keyboard, name, mayPaste }: TypeDialogProps) {
  const t = useTranslations("keyboard.type");
  const field = useRef<HTMLTextAreaElement>(null);
  const open = keyboard.dialog === "type";
  return (
    <Dialog
      open={open}
      onOpenChange={(next) => keyboard.show(next ? "type" : null)}
      title={t("title")}
      about={<bdi>{name}</bdi>}
      initialFocus={field}
    >
      {open && <TypeForm keyboard={keyboard} mayPaste={mayPaste} field={field} />}
    </Dialog>
  );
}

type TypeFormProps = Omit<TypeDialogProps, "name"> & { field: React.RefObject<HTMLTextAreaElement | null> };

function TypeForm({ keyboard, mayPaste, field }: TypeFormProps) {
  const t = useTranslations("keyboard.type");
  const layouts = useTranslations("keyboard.layouts");
  const id = useId();
  const [written, setWritten] = useState("");
  const [pasting, setPasting] = useState(false);
  const { layout, pace } = keyboard;
  const text = typeable(written);
  const missing = untypeable(layout, text);
  const willPaste = pasting && mayPaste;
  const nothing = text === "" || (!willPaste && [...text].every((character) => missing.includes(character)));
  const submit = () => {
    keyboard.show(null);
    keyboard.typing.start(text, { layout, pace, paste: willPaste });
  };
  return (
    <form
      className="mt-5 grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        submit();
      }}
    >
      <div className="grid gap-1.5">
        <label htmlFor={id} className="font-medium">
          {t("text")}
        </label>
        <textarea
          id={id}
          ref={field}
          value={written}
          onChange={(event) => setWritten(event.target.value)}
          rows={5}
          spellCheck={false}
          autoCapitalize="off"
          autoComplete="off"
          aria-describedby={`${id}-note`}
          className={`${inputClass} h-auto! min-h-24 resize-y py-2 font-mono`}
        />
        <p id={`${id}-note`} className="text-note text-ink-quiet">
          {t("hint")}
        </p>
      </div>
      <div className="grid gap-4 sm:grid-cols-[1fr_auto] sm:items-start">
        <Choice
          label={t("layout")}
          value={layout}
          options={layoutIds.map((value) => ({ value, label: layouts(value) }))}
          onChange={(chosen) => keyboard.setLayout(layoutIds.find((one) => one === chosen) ?? layout)}
        />
        <div className="grid justify-items-start gap-1.5">
          <span className="font-medium">{t("pace")}</span>
          <Segmented
            label={t("pace")}
            value={pace}
            options={paces.map((value) => ({ value, label: t(`paces.${value}`) }))}
            onChange={keyboard.setPace}
          />
        </div>
      </div>
      {missing.length > 0 && <Missing characters={missing} mayPaste={mayPaste} pasting={pasting} onPasting={setPasting} />}
      <div className="flex justify-end gap-2 max-sm:flex-col-reverse">
        <Button onClick={() => keyboard.show(null)}>{t("cancel")}</Button>
        <Button variant="primary" type="submit" disabled={nothing}>
          {missing.length > 0 && !willPaste ? t("submitWithout") : t("submit")}
        </Button>
      </div>
    </form>
  );
}

/** Characters that are named, at most: a whole text in another script needs no list. */
const MAX_NAMED = 24;

type MissingProps = { characters: readonly string[]; mayPaste: boolean; pasting: boolean; onPasting: (pasting: boolean) => void };

function Missing({ characters, mayPaste, pasting, onPasting }: MissingProps) {
  const t = useTranslations("keyboard.type");
  const more = characters.length - MAX_NAMED;
  return (
    <div className="grid gap-2 rounded-pane bg-warn-tint px-4 py-3">
      <p role="status">
        {t("missing")} <bdi className="font-mono break-words">{characters.slice(0, MAX_NAMED).map(visible).join(" ")}</bdi>
        {more > 0 && ` ${t("more", { count: more })}`}
      </p>
      {mayPaste && <Switch label={t("paste")} hint={t("pasteHint")} checked={pasting} onChange={onPasting} />}
      {!mayPaste && <p className="text-note text-ink-quiet">{t("leftOut")}</p>}
    </div>
  );
}

/** Shows what has no look of its own by its number. */
function visible(character: string): string {
  const number = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  return /^[\p{C}\p{Z}\p{M}]/u.test(character) ? `U+${number}` : character;
}

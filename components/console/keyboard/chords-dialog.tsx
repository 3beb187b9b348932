import { Toggle as BaseToggle } from "@base-ui/react/toggle";
import { Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Choice } from "../../ui/choice.tsx";
import { cx } from "../../ui/cx.ts";
import { Dialog } from "../../ui/dialog.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { cap, ownChord } from "../chords.ts";
import { type Chord, functionKey, isModifier, type Key, key, keyAt, letterKey, type NamedKey } from "../keys.ts";
import { MAX_OWN_CHORDS } from "./remembered-keyboard.ts";
import type { Keyboard } from "./use-keyboard.ts";

const modifiers: readonly NamedKey[] = ["ControlLeft", "AltLeft", "ShiftLeft", "MetaLeft"];

/** What a chord may end with. */
const endings: readonly Key[] = [
  ..."abcdefghijklmnopqrstuvwxyz".split("").map(letterKey),
  ...Array.from({ length: 10 }, (_, digit) => keyAt(`Digit${digit}`)).filter((one) => one !== null),
  ...Array.from({ length: 12 }, (_, index) => functionKey(index + 1)),
  ...(["Escape", "Tab", "Enter", "Space", "Backspace", "Delete", "Insert", "Home", "End", "PageUp", "PageDown"] as const).map(key),
  ...(["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "PrintScreen", "Pause", "ContextMenu"] as const).map(key),
];

const NONE = "none";

type ChordsDialogProps = { keyboard: Keyboard };

/** Makes and removes a person's own chords: pressed, or picked where browser or system would keep them. */
export function ChordsDialog({ keyboard }: ChordsDialogProps) {
  const t = useTranslations("keyboard.chords");
  const open = keyboard.dialog === "chords";
  return (
    <Dialog open={open} onOpenChange={(next) => keyboard.show(next ? "chords" : null)} title={t("title")} about={t("about")}>
      {open && (
        <div className="mt-5 grid gap-5">
          <OwnChords chords={keyboard.chords} onChange={keyboard.setChords} />
          <NewChord chords={keyboard.chords} onChange={keyboard.setChords} />
        </div>
      )}
    </Dialog>
  );
}

type ChordsProps = { chords: readonly Chord[]; onChange: (chords: readonly Chord[]) => void };

function OwnChords({ chords, onChange }: ChordsProps) {
  const t = useTranslations("keyboard.chords");
  if (chords.length === 0) return <p className="text-ink-quiet">{t("none")}</p>;
  return (
    <ul className="max-h-60 divide-y divide-line overflow-y-auto">
      {chords.map((chord) => {
        const { id, label } = ownChord(chord);
        return (
          <li key={id} className="flex min-h-11 items-center justify-between gap-3">
            <span>{label}</span>
            <IconButton label={t("remove", { chord: label })} onClick={() => onChange(chords.filter((one) => one !== chord))}>
              <Trash2 aria-hidden />
            </IconButton>
          </li>
        );
      })}
    </ul>
  );
}

function NewChord({ chords, onChange }: ChordsProps) {
  const t = useTranslations("keyboard.chords");
  const [made, setMade] = useState<Chord>([]);
  const chord = ownChord(made);
  const known = chords.some((one) => ownChord(one).id === chord.id);
  const full = chords.length >= MAX_OWN_CHORDS;
  const ending = made.find((one) => !isModifier(one));
  const held = made.filter(isModifier);
  const add = () => {
    onChange([...chords, made]);
    setMade([]);
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <Recorder onChord={setMade} />
      <div className="flex flex-wrap items-end gap-x-3 gap-y-4">
        <fieldset className="flex flex-wrap gap-1">
          <legend className="mb-1.5 font-medium">{t("modifiers")}</legend>
          {modifiers.map((name) => (
            <ModifierToggle
              key={name}
              name={name}
              pressed={held.some(({ code }) => code === name)}
              onChange={(down) =>
                setMade([...(down ? [...held, key(name)] : held.filter(({ code }) => code !== name)), ...(ending ? [ending] : [])])
              }
            />
          ))}
        </fieldset>
        <Choice
          label={t("key")}
          value={ending?.code ?? NONE}
          options={[{ value: NONE, label: t("noKey") }, ...endings.map((one) => ({ value: one.code, label: cap(one) }))]}
          onChange={(code) => setMade([...held, ...(keyAt(code) ? [keyAt(code) as Key] : [])])}
          className="min-w-36 flex-1"
        />
      </div>
      <div className="flex items-center justify-between gap-3">
        <p role="status" className="min-w-0 text-ink-quiet">
          {full ? t("full") : known ? t("known", { chord: chord.label }) : made.length > 0 ? chord.label : ""}
        </p>
        <Button variant="primary" type="submit" disabled={made.length === 0 || known || full}>
          {t("add")}
        </Button>
      </div>
    </form>
  );
}

function ModifierToggle({ name, pressed, onChange }: { name: NamedKey; pressed: boolean; onChange: (pressed: boolean) => void }) {
  return (
    <BaseToggle
      pressed={pressed}
      onPressedChange={onChange}
      className={cx(
        "h-9 rounded-pane px-3 ring-1 ring-line ring-inset pointer-coarse:h-11",
        "hover:bg-hover data-pressed:bg-accent-tint data-pressed:text-accent data-pressed:ring-accent",
      )}
    >
      {cap(key(name))}
    </BaseToggle>
  );
}

/** A field that shows what is pressed in it. Tab and Escape are what they are everywhere, so that nobody is caught in it. */
function Recorder({ onChord }: { onChord: (chord: Chord) => void }) {
  const t = useTranslations("keyboard.chords");
  const onKeyDown = (event: KeyboardEvent) => {
    const pressed = keyAt(event.code);
    const held = event.ctrlKey || event.altKey || event.metaKey;
    const leads = !held && (event.code === "Tab" || event.code === "Escape");
    if (!pressed || leads) return;
    event.preventDefault();
    event.stopPropagation();
    const down: [NamedKey, boolean][] = [
      ["ControlLeft", event.ctrlKey],
      ["AltLeft", event.altKey],
      ["ShiftLeft", event.shiftKey],
      ["MetaLeft", event.metaKey],
    ];
    const modifiers = down.filter(([, is]) => is).map(([name]) => key(name));
    onChord(isModifier(pressed) ? modifiers : [...modifiers, pressed]);
  };
  return (
    <label className="hidden gap-1.5 any-pointer-fine:grid">
      <span className="font-medium">{t("press")}</span>
      <input
        readOnly
        value=""
        placeholder={t("pressHint")}
        onKeyDown={onKeyDown}
        className="h-11 w-full rounded-pane bg-hover px-3 outline-none focus-visible:ring-2 focus-visible:ring-accent"
      />
    </label>
  );
}

import { useTranslations } from "next-intl";
import { buttonClass } from "../ui/button.tsx";
import { Menu, MenuItem, MenuLine, MenuMore } from "../ui/menu.tsx";
import { chordGroups, commonChords, type NamedChord } from "./chords.ts";
import type { ConsoleActions } from "./console-actions.ts";
import type { Chord } from "./keys.ts";

type KeysMenuProps = { actions: ConsoleActions; onOpenChange?: (open: boolean) => void; side?: "top" | "bottom" };

/** The chords that a browser or its system would keep for itself. */
export function KeysMenu({ actions, onOpenChange, side = "bottom" }: KeysMenuProps) {
  const t = useTranslations("console.keys");
  return (
    <Menu
      side={side}
      focusAfterItem={actions.focusScreen}
      {...(onOpenChange && { onOpenChange })}
      trigger={
        <button
          type="button"
          aria-label={t("label")}
          className={buttonClass("quiet", "h-8 px-2.5 text-ink-quiet data-popup-open:bg-hover")}
        >
          {t("short")}
        </button>
      }
    >
      <Chords chords={commonChords} onSend={actions.send} />
      <MenuLine />
      {chordGroups.map(({ id, chords }) => (
        <MenuMore key={id} label={t(id)}>
          <Chords chords={chords} onSend={actions.send} />
        </MenuMore>
      ))}
    </Menu>
  );
}

function Chords({ chords, onSend }: { chords: readonly NamedChord[]; onSend: (chord: Chord) => void }) {
  return chords.map((chord) => (
    <MenuItem key={chord.id} onSelect={() => onSend(chord.keys)}>
      <ChordText chord={chord} />
    </MenuItem>
  ));
}

function ChordText({ chord }: { chord: NamedChord }) {
  const t = useTranslations("console.keys.hints");
  if (!chord.hint) return chord.label;
  return (
    <span className="flex items-baseline justify-between gap-4">
      {chord.label}
      <span className="text-note text-ink-quiet">{t(chord.hint)}</span>
    </span>
  );
}

import { Command } from "lucide-react";
import { useTranslations } from "next-intl";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { Menu, MenuGroup, MenuItem } from "../ui/menu.tsx";
import { type ChordGroup, chordGroups, type NamedChord } from "./chords.ts";
import type { Chord } from "./keys.ts";

type KeysMenuProps = { onSend: (chord: Chord) => void; onOpenChange: (open: boolean) => void; side?: "top" | "bottom" };

/** The chords that a browser or its system would keep for itself. */
export function KeysMenu({ onSend, onOpenChange, side = "bottom" }: KeysMenuProps) {
  const t = useTranslations("console.keys");
  return (
    <Menu
      side={side}
      onOpenChange={onOpenChange}
      trigger={
        <button type="button" aria-label={t("label")} title={t("label")} className={iconButtonClass()}>
          <Command aria-hidden />
        </button>
      }
    >
      {chordGroups.map((group) => (
        <Chords key={group.id} group={group} onSend={onSend} />
      ))}
    </Menu>
  );
}

function Chords({ group, onSend }: { group: ChordGroup; onSend: (chord: Chord) => void }) {
  const t = useTranslations("console.keys");
  return (
    <MenuGroup label={t(group.id)}>
      {group.chords.map((chord) => (
        <MenuItem key={chord.id} onSelect={() => onSend(chord.keys)}>
          <ChordText chord={chord} />
        </MenuItem>
      ))}
    </MenuGroup>
  );
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

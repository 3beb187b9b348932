import { useTranslations } from "next-intl";
import { MenuItem, MenuLine, MenuMore } from "../../ui/menu.tsx";
import { chordGroups, commonChords, type NamedChord, ownChord } from "../chords.ts";
import type { Chord } from "../keys.ts";

type ChordItemsProps = {
  /** The person's own; they stand first. */
  own: readonly Chord[];
  onSend: (chord: Chord) => void;
};

/** The chords of a menu. */
export function ChordItems({ own, onSend }: ChordItemsProps) {
  const t = useTranslations("console.keys");
  return (
    <>
      {own.length > 0 && (
        <>
          <Chords chords={own.map(ownChord)} onSend={onSend} />
          <MenuLine />
        </>
      )}
      <Chords chords={commonChords} onSend={onSend} />
      <MenuLine />
      {chordGroups.map(({ id, chords }) => (
        <MenuMore key={id} label={t(id)}>
          <Chords chords={chords} onSend={onSend} />
        </MenuMore>
      ))}
    </>
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

import { Keyboard as KeyboardIcon, Maximize, PencilLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { buttonClass } from "../ui/button.tsx";
import { Menu, MenuItem, MenuLine } from "../ui/menu.tsx";
import type { ConsoleActions } from "./console-actions.ts";
import { ChordItems } from "./keyboard/chord-items.tsx";
import type { Keyboard } from "./keyboard/use-keyboard.ts";
import { canLockKeys } from "./keyboard/use-keyboard-lock.ts";

type KeysMenuProps = {
  keyboard: Keyboard;
  actions: ConsoleActions;
  onOpenChange?: (open: boolean) => void;
  side?: "top" | "bottom";
};

/** The chords that a browser or its system would keep for itself, and the ways to type what the person's keyboard cannot. */
export function KeysMenu({ keyboard, actions, onOpenChange, side = "bottom" }: KeysMenuProps) {
  const t = useTranslations("console.keys");
  const own = useTranslations("keyboard.menu");
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
      <ChordItems own={keyboard.chords} onSend={actions.send} />
      <MenuLine />
      <MenuItem icon={<KeyboardIcon aria-hidden />} onSelect={() => keyboard.show("type")}>
        {own("type")}
      </MenuItem>
      <MenuItem icon={<PencilLine aria-hidden />} onSelect={() => keyboard.show("chords")}>
        {own("chords")}
      </MenuItem>
      <AllKeysItem actions={actions} />
    </Menu>
  );
}

/** Full screen is where a browser lets go of its own keys; where it does not, the menu says so. */
function AllKeysItem({ actions: { fullScreen } }: { actions: ConsoleActions }) {
  const t = useTranslations("keyboard.lock");
  const can = fullScreen !== null && canLockKeys();
  return (
    <MenuItem
      icon={<Maximize aria-hidden />}
      disabled={!can}
      note={can ? undefined : t("unavailable")}
      onSelect={() => fullScreen?.active || fullScreen?.toggle()}
    >
      {t("item")}
    </MenuItem>
  );
}

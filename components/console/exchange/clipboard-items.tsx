import { Clipboard, ClipboardCheck, ClipboardCopy, ClipboardPaste } from "lucide-react";
import { useTranslations } from "next-intl";
import { iconButtonClass } from "../../ui/icon-button.tsx";
import { Menu, MenuGroup, MenuItem, MenuRadio } from "../../ui/menu.tsx";
import type { Capability } from "../session.ts";
import type { ClipboardTool } from "./use-clipboard.ts";

type ClipboardItemsProps = { can: ReadonlySet<Capability>; clipboard: ClipboardTool };

/** Whether there is a clipboard to share, or would be but for the administrators. */
export function hasClipboardItems({ can, clipboard: { rules } }: ClipboardItemsProps): boolean {
  return can.has("clipboard") || (rules !== null && !rules.clipboardToMachine && !rules.clipboardFromMachine);
}

/** Bringing text to the machine and back, and whether it goes by itself, as a group of a menu. */
export function ClipboardItems({ can, clipboard }: ClipboardItemsProps) {
  const t = useTranslations("clipboard");
  if (!clipboard.rules || !hasClipboardItems({ can, clipboard })) return null;
  const { clipboardToMachine: to, clipboardFromMachine: from } = clipboard.rules;
  return (
    <MenuGroup label={t("label")}>
      {(to || from) && (
        <MenuRadio
          value={clipboard.automatic ? "automatic" : "asked"}
          onChange={(value) => clipboard.choose(value === "automatic")}
          options={(["asked", "automatic"] as const).map((value) => ({ value, label: t(value) }))}
        />
      )}
      <MenuItem icon={<ClipboardCopy aria-hidden />} disabled={!from} note={from ? undefined : t("noneOut")} onSelect={clipboard.fetch}>
        {t("fetch")}
      </MenuItem>
      <MenuItem icon={<ClipboardPaste aria-hidden />} disabled={!to} note={to ? undefined : t("noneIn")} onSelect={clipboard.give}>
        {t("give")}
      </MenuItem>
    </MenuGroup>
  );
}

type ClipboardMenuProps = ClipboardItemsProps & {
  onOpenChange: (open: boolean) => void;
  /** Puts the keyboard back to the machine once something was chosen. */
  focusScreen: () => void;
};

/** The same under a button of its own, where there is room for it. */
export function ClipboardMenu({ can, clipboard, onOpenChange, focusScreen }: ClipboardMenuProps) {
  const t = useTranslations("clipboard");
  if (!hasClipboardItems({ can, clipboard })) return null;
  return (
    <Menu
      onOpenChange={onOpenChange}
      focusAfterItem={focusScreen}
      trigger={
        <button type="button" aria-label={t("label")} title={t("label")} className={iconButtonClass()}>
          {clipboard.automatic ? <ClipboardCheck aria-hidden /> : <Clipboard aria-hidden />}
        </button>
      }
    >
      <ClipboardItems can={can} clipboard={clipboard} />
    </Menu>
  );
}

import { ArrowLeftRight, FileUp, Volume2, VolumeX } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton, iconButtonClass } from "../../ui/icon-button.tsx";
import { Menu, MenuCheck, MenuItem, MenuLine } from "../../ui/menu.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import type { Capability } from "../session.ts";
import { chooseFiles } from "./choose-files.ts";
import { ClipboardItems, ClipboardMenu, hasClipboardItems } from "./clipboard-items.tsx";
import type { Exchange } from "./use-exchange.ts";

type ExchangeToolsProps = { can: ReadonlySet<Capability>; exchange: Exchange };

type ExchangeMenuProps = ExchangeToolsProps & {
  onOpenChange: (open: boolean) => void;
  /** Puts the keyboard back to the machine once something was chosen. */
  focusScreen: () => void;
};

/** Whether there is any of it. */
export function canExchange({ can, exchange: { clipboard, files } }: ExchangeToolsProps): boolean {
  return can.has("sound") || hasClipboardItems({ can, clipboard }) || can.has("files") || files.forbidden;
}

/** Sound, clipboard and files as buttons, where there is room for them. */
export function ExchangeButtons({ can, exchange: { sound, clipboard, files }, onOpenChange, focusScreen }: ExchangeMenuProps) {
  const t = useTranslations("console");
  const { send } = files;
  return (
    <div className="contents max-lg:hidden">
      {can.has("sound") && (
        <Toggle label={t("sound.label")} pressed={sound.on} onChange={sound.toggle}>
          {sound.on ? <Volume2 aria-hidden /> : <VolumeX aria-hidden />}
        </Toggle>
      )}
      <ClipboardMenu can={can} clipboard={clipboard} onOpenChange={onOpenChange} focusScreen={focusScreen} />
      {send && (
        <IconButton label={t("files.send")} onClick={() => chooseFiles(send)}>
          <FileUp aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

/** The same as one menu, where there is not. */
export function ExchangeMenu({ can, exchange, onOpenChange, focusScreen }: ExchangeMenuProps) {
  const t = useTranslations("console");
  if (!canExchange({ can, exchange })) return null;
  return (
    <Menu
      onOpenChange={onOpenChange}
      focusAfterItem={focusScreen}
      trigger={
        <button type="button" aria-label={t("exchange")} title={t("exchange")} className={iconButtonClass("lg:hidden")}>
          <ArrowLeftRight aria-hidden />
        </button>
      }
    >
      <ExchangeItems can={can} exchange={exchange} />
    </Menu>
  );
}

/** The same as items of a menu. */
export function ExchangeItems({ can, exchange: { sound, clipboard, files } }: ExchangeToolsProps) {
  const t = useTranslations();
  const { send } = files;
  const others = can.has("sound") || send !== null || files.forbidden;
  return (
    <>
      {can.has("sound") && (
        <MenuCheck icon={sound.on ? <Volume2 aria-hidden /> : <VolumeX aria-hidden />} checked={sound.on} onChange={sound.toggle}>
          {t("console.sound.label")}
        </MenuCheck>
      )}
      {(send || files.forbidden) && (
        <MenuItem
          icon={<FileUp aria-hidden />}
          disabled={files.forbidden}
          note={files.forbidden ? t("clipboard.noFiles") : undefined}
          onSelect={() => send && chooseFiles(send)}
        >
          {t("console.files.send")}
        </MenuItem>
      )}
      {others && hasClipboardItems({ can, clipboard }) && <MenuLine />}
      <ClipboardItems can={can} clipboard={clipboard} />
    </>
  );
}

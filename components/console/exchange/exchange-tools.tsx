import { ArrowLeftRight, ClipboardCheck, ClipboardPaste, FileUp, Volume2, VolumeX } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton, iconButtonClass } from "../../ui/icon-button.tsx";
import { Menu, MenuCheck, MenuItem } from "../../ui/menu.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import type { Capability } from "../session.ts";
import { chooseFiles } from "./choose-files.ts";
import type { Exchange } from "./use-exchange.ts";

type ExchangeToolsProps = { can: ReadonlySet<Capability>; exchange: Exchange };

/** Whether there is any of it. */
export function canExchange(can: ReadonlySet<Capability>): boolean {
  return can.has("sound") || can.has("clipboard") || can.has("files");
}

/** Sound, clipboard and files as buttons, where there is room for them. */
export function ExchangeButtons({ can, exchange: { sound, clipboard, files } }: ExchangeToolsProps) {
  const t = useTranslations("console");
  const { send } = files;
  return (
    <div className="contents max-lg:hidden">
      {can.has("sound") && (
        <Toggle label={t("sound.label")} pressed={sound.on} onChange={sound.toggle}>
          {sound.on ? <Volume2 aria-hidden /> : <VolumeX aria-hidden />}
        </Toggle>
      )}
      {can.has("clipboard") && (
        <Toggle label={t("clipboard.label")} pressed={clipboard.on} onChange={clipboard.toggle}>
          <ClipboardCheck aria-hidden />
        </Toggle>
      )}
      {can.has("clipboard") && clipboard.on && clipboard.byHand && (
        <IconButton label={t("clipboard.give")} onClick={clipboard.give}>
          <ClipboardPaste aria-hidden />
        </IconButton>
      )}
      {send && (
        <IconButton label={t("files.send")} onClick={() => chooseFiles(send)}>
          <FileUp aria-hidden />
        </IconButton>
      )}
    </div>
  );
}

/** The same as one menu, where there is not. */
export function ExchangeMenu({ can, exchange, onOpenChange }: ExchangeToolsProps & { onOpenChange: (open: boolean) => void }) {
  const t = useTranslations("console");
  if (!canExchange(can)) return null;
  return (
    <Menu
      onOpenChange={onOpenChange}
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
  const t = useTranslations("console");
  const { send } = files;
  return (
    <>
      {can.has("sound") && (
        <MenuCheck icon={sound.on ? <Volume2 aria-hidden /> : <VolumeX aria-hidden />} checked={sound.on} onChange={sound.toggle}>
          {t("sound.label")}
        </MenuCheck>
      )}
      {can.has("clipboard") && (
        <MenuCheck icon={<ClipboardCheck aria-hidden />} checked={clipboard.on} onChange={clipboard.toggle}>
          {t("clipboard.label")}
        </MenuCheck>
      )}
      {can.has("clipboard") && clipboard.on && clipboard.byHand && (
        <MenuItem icon={<ClipboardPaste aria-hidden />} onSelect={clipboard.give}>
          {t("clipboard.give")}
        </MenuItem>
      )}
      {send && (
        <MenuItem icon={<FileUp aria-hidden />} onSelect={() => chooseFiles(send)}>
          {t("files.send")}
        </MenuItem>
      )}
    </>
  );
}

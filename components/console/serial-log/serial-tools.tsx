import { Scaling, ScrollText } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "../../ui/icon-button.tsx";
import { MenuItem } from "../../ui/menu.tsx";
import type { ConsoleActions } from "../console-actions.ts";
import type { Capability } from "../session.ts";

type SerialToolsProps = { can: ReadonlySet<Capability>; actions: ConsoleActions };

/** The log of a line, and its size, as buttons. */
export function SerialButtons({ can, actions }: SerialToolsProps) {
  const t = useTranslations("ways");
  return (
    <>
      {can.has("log") && (
        <IconButton label={t("serialLog.tool")} onClick={actions.showLog}>
          <ScrollText aria-hidden />
        </IconButton>
      )}
      {can.has("tell-size") && (
        <IconButton label={`${t("tellSize.tool")}: ${t("tellSize.note")}`} onClick={actions.tellSize}>
          <Scaling aria-hidden />
        </IconButton>
      )}
    </>
  );
}

/** The same as items of a menu. */
export function SerialItems({ can, actions }: SerialToolsProps) {
  const t = useTranslations("ways");
  return (
    <>
      {can.has("log") && (
        <MenuItem icon={<ScrollText aria-hidden />} onSelect={actions.showLog}>
          {t("serialLog.tool")}
        </MenuItem>
      )}
      {can.has("tell-size") && (
        <MenuItem icon={<Scaling aria-hidden />} note={t("tellSize.note")} onSelect={actions.tellSize}>
          {t("tellSize.tool")}
        </MenuItem>
      )}
    </>
  );
}

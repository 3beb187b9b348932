import { useTranslations } from "next-intl";
import { MenuGroup, MenuRadio } from "../../ui/menu.tsx";
import type { PictureTools } from "../viewport/use-picture.ts";
import type { TouchMode } from "./touch-control.ts";

const modes: readonly TouchMode[] = ["direct", "trackpad"];

/** What a finger does; only where there may be one. */
export function TouchItems({ tools }: { tools: PictureTools }) {
  const t = useTranslations("picture");
  if (!matchMedia("(any-pointer: coarse)").matches) return null;
  return (
    <MenuGroup label={t("touch")}>
      <MenuRadio
        value={tools.touchMode}
        onChange={(value) => tools.setTouchMode(modes.find((mode) => mode === value) ?? "direct")}
        options={modes.map((value) => ({ value, label: t(value) }))}
      />
    </MenuGroup>
  );
}

import { Camera, Scan } from "lucide-react";
import { useTranslations } from "next-intl";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { Menu, MenuGroup, MenuItem, MenuLine, MenuRadio } from "../ui/menu.tsx";
import type { ConsoleLook } from "./console-controller.ts";
import type { Capability, Quality, Scaling } from "./session.ts";

type ViewMenuProps = {
  can: ReadonlySet<Capability>;
  look: ConsoleLook;
  onScaling: (scaling: Scaling) => void;
  onQuality: (quality: Quality) => void;
  onScreenshot: () => void;
  onOpenChange: (open: boolean) => void;
  side?: "top" | "bottom";
};

const scalings = ["fit", "actual"] as const;
const qualities = ["exact", "balanced", "saver"] as const;

/** How the picture is shown. */
export function ViewMenu({ can, look, onScaling, onQuality, onScreenshot, onOpenChange, side = "bottom" }: ViewMenuProps) {
  const t = useTranslations("console.view");
  return (
    <Menu
      side={side}
      onOpenChange={onOpenChange}
      trigger={
        <button type="button" aria-label={t("label")} title={t("label")} className={iconButtonClass()}>
          <Scan aria-hidden />
        </button>
      }
    >
      {can.has("scaling") && (
        <MenuGroup label={t("size")}>
          <MenuRadio
            value={look.scaling}
            onChange={(value) => onScaling(value === "actual" ? "actual" : "fit")}
            options={scalings.map((value) => ({ value, label: t(value) }))}
          />
        </MenuGroup>
      )}
      {can.has("quality") && (
        <MenuGroup label={t("quality")}>
          <MenuRadio
            value={look.quality}
            onChange={(value) => onQuality(qualities.find((quality) => quality === value) ?? "balanced")}
            options={qualities.map((value) => ({ value, label: t(value) }))}
          />
        </MenuGroup>
      )}
      {can.has("screenshot") && (
        <>
          <MenuLine />
          <MenuItem icon={<Camera aria-hidden />} onSelect={onScreenshot}>
            {t("screenshot")}
          </MenuItem>
        </>
      )}
    </Menu>
  );
}

import { ZoomIn, ZoomOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { MenuCheck, MenuGroup, MenuItem, MenuLine, MenuRadio } from "../../ui/menu.tsx";
import type { Capability, Scaling } from "../session.ts";
import type { PictureTools } from "./use-picture.ts";

const scalings: readonly Scaling[] = ["fit", "actual", "match"];

type SizeItemsProps = { can: ReadonlySet<Capability>; tools: PictureTools; viewing: boolean };

/** How large the picture is: one of the sizes, or a zoom. */
export function SizeItems({ can, tools, viewing }: SizeItemsProps) {
  const t = useTranslations("picture");
  const names = useTranslations("console.view");
  const { picture } = tools;
  const { percent, zoomed, canZoomIn, canZoomOut } = useSyncExternalStore(
    picture.subscribe,
    () => picture.view,
    () => picture.view,
  );
  const mayMatch = can.has("match");
  const chosen = tools.scaling === "match" && !mayMatch ? "fit" : tools.scaling;
  const noteOf = (scaling: Scaling) => (scaling === "match" && !mayMatch ? t(viewing ? "matchNotWatching" : "matchNeeds") : undefined);
  return (
    <>
      <MenuGroup label={names("size")}>
        <MenuRadio
          value={zoomed ? "" : chosen}
          onChange={(value) => tools.scale(scalings.find((scaling) => scaling === value) ?? "fit")}
          options={scalings.map((value) => ({
            value,
            label: names(value),
            disabled: value === "match" && !mayMatch,
            note: noteOf(value),
          }))}
        />
        {mayMatch && devicePixelRatio > 1 && (
          <MenuCheck checked={tools.sharp} onChange={() => tools.setSharp(!tools.sharp)}>
            {t("sharp")}
          </MenuCheck>
        )}
      </MenuGroup>
      <MenuLine />
      <MenuGroup label={t("zoom", { percent: Math.round(percent) })}>
        <MenuItem stay icon={<ZoomIn aria-hidden />} disabled={!canZoomIn} onSelect={() => picture.zoomIn()}>
          {t("zoomIn")}
        </MenuItem>
        <MenuItem stay icon={<ZoomOut aria-hidden />} disabled={!canZoomOut} onSelect={() => picture.zoomOut()}>
          {t("zoomOut")}
        </MenuItem>
      </MenuGroup>
    </>
  );
}

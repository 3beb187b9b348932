import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Move, ZoomIn, ZoomOut } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useSyncExternalStore } from "react";
import { MenuCheck, MenuGroup, MenuItem, MenuLine, MenuMore, MenuRadio } from "../../ui/menu.tsx";
import type { Capability, Scaling } from "../session.ts";
import type { Picture, Side } from "./picture.ts";
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
        <MoveItems picture={picture} />
      </MenuGroup>
    </>
  );
}

const arrows: [Side, ReactNode][] = [
  ["up", <ArrowUp key="up" aria-hidden />],
  ["down", <ArrowDown key="down" aria-hidden />],
  ["left", <ArrowLeft key="left" aria-hidden />],
  ["right", <ArrowRight key="right" aria-hidden />],
];

/** To what lies beyond the window, for who has neither a mouse nor fingers on it; nothing where the picture is all there. */
function MoveItems({ picture }: { picture: Picture }) {
  const t = useTranslations("picture");
  if (!arrows.some(([side]) => picture.goesOn(side))) return null;
  return (
    <MenuMore icon={<Move aria-hidden />} label={t("move")}>
      {arrows.map(([side, icon]) => (
        <MenuItem key={side} stay icon={icon} disabled={!picture.goesOn(side)} onSelect={() => picture.lookTo(side)}>
          {t(`sides.${side}`)}
        </MenuItem>
      ))}
    </MenuMore>
  );
}

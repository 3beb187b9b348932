import { Activity, Camera, Copy, Ellipsis, Eraser, Eye, Maximize, Minimize, Search, SlidersHorizontal } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Protocol } from "#server/contract/console.ts";
import type { Vm } from "#server/contract/vm.ts";
import { HandOffItem } from "../hand-off/hand-off-item.tsx";
import { WorksItem } from "../hand-off/works-item.tsx";
import { iconButtonClass } from "../ui/icon-button.tsx";
import { Menu, MenuCheck, MenuGroup, MenuItem, MenuLine, MenuRadio } from "../ui/menu.tsx";
import { DisplayItem } from "../vms/display-item.tsx";
import { PinItem } from "../vms/pin-button.tsx";
import { CompanyItems } from "./company/company-menu.tsx";
import type { Company } from "./company/use-company.ts";
import type { ConsoleActions } from "./console-actions.ts";
import type { ConsoleLook } from "./console-controller.ts";
import { canExchange, ExchangeItems } from "./exchange/exchange-tools.tsx";
import type { Exchange } from "./exchange/use-exchange.ts";
import { LackItems } from "./lack-items.tsx";
import { SerialItems } from "./serial-log/serial-tools.tsx";
import type { Capability } from "./session.ts";
import { TouchItems } from "./touch/touch-items.tsx";
import { SizeItems } from "./viewport/size-items.tsx";
import type { PictureTools } from "./viewport/use-picture.ts";

type ViewMenuProps = {
  can: ReadonlySet<Capability>;
  look: ConsoleLook;
  actions: ConsoleActions;
  picture: PictureTools;
  /** Undefined where no list has it any more. */
  vm: Vm | undefined;
  protocol: Protocol | null;
  onOpenChange: (open: boolean) => void;
};

const qualities = ["exact", "balanced", "saver"] as const;

/** How the picture is shown, the ways to show it in another program, and to its settings; nothing where there is none of them. */
export function ViewMenu({ can, look, actions, picture: tools, vm, protocol, onOpenChange }: ViewMenuProps) {
  const t = useTranslations("console.view");
  const other = vm !== undefined;
  const picture = can.has("scaling") || can.has("quality") || can.has("screenshot");
  if (!picture && !other) return null;
  return (
    <Menu
      onOpenChange={onOpenChange}
      focusAfterItem={actions.focusScreen}
      trigger={
        <button type="button" aria-label={t("label")} title={t("label")} className={iconButtonClass()}>
          <SlidersHorizontal aria-hidden />
        </button>
      }
    >
      <PictureItems can={can} look={look} actions={actions} picture={tools} />
      <LackItems can={can} protocol={protocol} viewing={actions.viewing} vm={vm} />
      {picture && other && <MenuLine />}
      {vm && <PinItem vm={vm} />}
      {vm && <WorksItem vm={vm} />}
      {vm && <HandOffItem vm={vm} />}
      {vm && <DisplayItem vm={vm} />}
    </Menu>
  );
}

type PictureItemsProps = Omit<ViewMenuProps, "onOpenChange" | "vm" | "protocol">;

type MoreMenuProps = Omit<ViewMenuProps, "onOpenChange"> & { exchange: Exchange; company: Company };

/** Everything that a phone's bar has no room for. */
export function MoreMenu({ can, look, actions, picture, exchange, company, vm, protocol }: MoreMenuProps) {
  const t = useTranslations("console.view");
  return (
    <Menu
      side="top"
      focusAfterItem={actions.focusScreen}
      trigger={
        <button type="button" aria-label={t("more")} className={iconButtonClass()}>
          <Ellipsis aria-hidden />
        </button>
      }
    >
      <PictureItems can={can} look={look} actions={actions} picture={picture} />
      <TextItems can={can} actions={actions} />
      {canExchange({ can, exchange }) && <MenuLine />}
      <ExchangeItems can={can} exchange={exchange} />
      <LackItems can={can} protocol={protocol} viewing={actions.viewing} vm={vm} />
      <MenuLine />
      <CompanyItems company={company} />
      {company.people.length > 1 && <MenuLine />}
      <WindowItems actions={actions} />
      {vm && <PinItem vm={vm} />}
      {vm && <WorksItem vm={vm} />}
      {vm && <HandOffItem vm={vm} />}
      {vm && <DisplayItem vm={vm} />}
    </Menu>
  );
}

function PictureItems({ can, look, actions, picture }: PictureItemsProps) {
  const t = useTranslations("console.view");
  return (
    <>
      {can.has("scaling") && <SizeItems can={can} tools={picture} viewing={actions.viewing} />}
      {can.has("pointer") && <TouchItems tools={picture} />}
      {can.has("quality") && (
        <MenuGroup label={t("quality")}>
          <MenuRadio
            value={look.quality}
            onChange={(value) => actions.refine(qualities.find((quality) => quality === value) ?? "balanced")}
            options={qualities.map((value) => ({ value, label: t(value) }))}
          />
        </MenuGroup>
      )}
      {can.has("scaling") && !can.has("quality") && <QualityAsSetUp />}
      {can.has("screenshot") && (
        <>
          <MenuLine />
          <MenuItem icon={<Camera aria-hidden />} onSelect={actions.saveScreenshot}>
            {t("screenshot")}
          </MenuItem>
          <CopyScreenshotItem onSelect={actions.copyScreenshot} />
          <FiguresItem actions={actions} />
        </>
      )}
    </>
  );
}

function QualityAsSetUp() {
  const t = useTranslations("picture");
  const names = useTranslations("console.view");
  return (
    <MenuGroup label={names("quality")}>
      <MenuItem disabled note={t("asSetUpNote")} onSelect={() => undefined}>
        {t("asSetUp")}
      </MenuItem>
    </MenuGroup>
  );
}

function CopyScreenshotItem({ onSelect }: { onSelect: (() => void) | null }) {
  const t = useTranslations("picture");
  return (
    <MenuItem
      icon={<Copy aria-hidden />}
      disabled={onSelect === null}
      note={onSelect ? undefined : t("cannotCopy")}
      onSelect={() => onSelect?.()}
    >
      {t("copy")}
    </MenuItem>
  );
}

function TextItems({ can, actions }: Pick<MoreMenuProps, "can" | "actions">) {
  const t = useTranslations("console.serial");
  return (
    <>
      {can.has("search") && (
        <MenuItem icon={<Search aria-hidden />} onSelect={actions.search}>
          {t("search")}
        </MenuItem>
      )}
      {can.has("copy") && (
        <MenuItem icon={<Copy aria-hidden />} onSelect={actions.copy}>
          {t("copy")}
        </MenuItem>
      )}
      <SerialItems can={can} actions={actions} />
      {can.has("clear") && (
        <MenuItem icon={<Eraser aria-hidden />} onSelect={actions.clear}>
          {t("clear")}
        </MenuItem>
      )}
    </>
  );
}

function FiguresItem({ actions: { figures, showFigures } }: Pick<ViewMenuProps, "actions">) {
  const t = useTranslations("company.figures");
  return (
    <MenuCheck icon={<Activity aria-hidden />} checked={figures} onChange={() => showFigures(!figures)}>
      {t("show")}
    </MenuCheck>
  );
}

function WindowItems({ actions: { viewing, setViewing, fullScreen } }: Pick<MoreMenuProps, "actions">) {
  const t = useTranslations("console.view");
  return (
    <>
      {setViewing && (
        <MenuItem icon={<Eye aria-hidden />} onSelect={() => setViewing(!viewing)}>
          {t(viewing ? "control" : "viewOnly")}
        </MenuItem>
      )}
      {fullScreen && (
        <MenuItem icon={fullScreen.active ? <Minimize aria-hidden /> : <Maximize aria-hidden />} onSelect={fullScreen.toggle}>
          {t(fullScreen.active ? "leaveFullScreen" : "fullScreen")}
        </MenuItem>
      )}
    </>
  );
}

import { Copy, Eraser, Eye, Keyboard, Maximize, Minimize, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Vm } from "#server/contract/vm.ts";
import { IconButton } from "../ui/icon-button.tsx";
import type { ShownState } from "../ui/state-badge.tsx";
import { Toggle } from "../ui/toggle.tsx";
import { CompanyMenu } from "./company/company-menu.tsx";
import type { Company } from "./company/use-company.ts";
import type { ConsoleActions } from "./console-actions.ts";
import { ExchangeButtons, ExchangeMenu } from "./exchange/exchange-tools.tsx";
import type { Exchange } from "./exchange/use-exchange.ts";
import type { Keyboard as ConsoleKeyboard } from "./keyboard/use-keyboard.ts";
import { KeysMenu } from "./keys-menu.tsx";
import { hasChoice, LineSwitch } from "./line-switch.tsx";
import { PowerMenu } from "./power-menu.tsx";
import { ProtocolSwitch } from "./protocol-switch.tsx";
import { SerialButtons } from "./serial-log/serial-tools.tsx";
import type { Capability } from "./session.ts";
import type { OpenConsole } from "./use-console.ts";
import { MoreMenu, ViewMenu } from "./view-menu.tsx";
import type { PictureTools } from "./viewport/use-picture.ts";

export type ToolsProps = {
  console: OpenConsole;
  actions: ConsoleActions;
  picture: PictureTools;
  /** What the console can do now. Every tool asks this, and none asks for the protocol. */
  can: ReadonlySet<Capability>;
  exchange: Exchange;
  company: Company;
  keyboard: ConsoleKeyboard;
  /** Undefined where no list has it any more. */
  vm: Vm | undefined;
  state: ShownState;
  /** Starts the machine in the way that suits its console. */
  onStart: () => void;
};

type DeskToolsProps = ToolsProps & {
  /** A menu of the tools was opened or closed. */
  onHold: (held: boolean) => void;
};

/** The tools side by side. */
export function DeskTools({
  console: open,
  actions,
  picture,
  can,
  exchange,
  keyboard,
  company,
  vm,
  state,
  onStart,
  onHold,
}: DeskToolsProps) {
  return (
    <>
      <ProtocolSwitch
        model={open.view.model}
        onChoose={actions.chooseProtocol}
        onOpenChange={onHold}
        tight={hasChoice(open.view.model, vm?.serials)}
      />
      <LineSwitch model={open.view.model} lines={vm?.serials} onChoose={actions.chooseDevice} onOpenChange={onHold} />
      {can.has("soft-keyboard") && <KeyboardButton phone={keyboard.phone} />}
      {can.has("chords") && <KeysMenu keyboard={keyboard} actions={actions} onOpenChange={onHold} />}
      <ViewMenu
        can={can}
        look={open.view.look}
        actions={actions}
        picture={picture}
        vm={vm}
        protocol={open.view.model.protocol}
        onOpenChange={onHold}
      />
      <ExchangeButtons can={can} exchange={exchange} onOpenChange={onHold} focusScreen={actions.focusScreen} />
      <ExchangeMenu can={can} exchange={exchange} onOpenChange={onHold} focusScreen={actions.focusScreen} />
      <TextTools can={can} actions={actions} />
      <CompanyMenu company={company} focusScreen={actions.focusScreen} onOpenChange={onHold} />
      <WindowTools actions={actions} />
      {vm && <PowerMenu vm={vm} state={state} onStart={onStart} onOpenChange={onHold} />}
    </>
  );
}

/** The tools for one thumb: what is wanted all the time, and a menu with the rest. */
export function PhoneTools({ console: open, actions, picture, can, exchange, keyboard, company, vm, state, onStart }: ToolsProps) {
  return (
    <>
      <ProtocolSwitch
        model={open.view.model}
        onChoose={actions.chooseProtocol}
        side="top"
        tight={hasChoice(open.view.model, vm?.serials)}
      />
      <LineSwitch model={open.view.model} lines={vm?.serials} onChoose={actions.chooseDevice} side="top" />
      {can.has("soft-keyboard") && <KeyboardButton phone={keyboard.phone} />}
      {can.has("chords") && <KeysMenu keyboard={keyboard} actions={actions} side="top" />}
      <MoreMenu
        can={can}
        look={open.view.look}
        actions={actions}
        picture={picture}
        exchange={exchange}
        company={company}
        vm={vm}
        protocol={open.view.model.protocol}
      />
      {vm && <PowerMenu vm={vm} state={state} onStart={onStart} side="top" />}
    </>
  );
}

/** Only where there may be no keyboard of its own. */
function KeyboardButton({ phone: { open, toggle } }: { phone: ConsoleKeyboard["phone"] }) {
  const t = useTranslations("console");
  return (
    <IconButton label={t("keyboard")} aria-pressed={open} onClick={toggle} className="any-pointer-fine:hidden">
      <Keyboard aria-hidden />
    </IconButton>
  );
}

function TextTools({ can, actions }: { can: ReadonlySet<Capability>; actions: ConsoleActions }) {
  const t = useTranslations("console.serial");
  return (
    <>
      {can.has("search") && (
        <IconButton label={t("search")} onClick={actions.search}>
          <Search aria-hidden />
        </IconButton>
      )}
      {can.has("copy") && (
        <IconButton label={t("copy")} onClick={actions.copy}>
          <Copy aria-hidden />
        </IconButton>
      )}
      <SerialButtons can={can} actions={actions} />
      {can.has("clear") && (
        <IconButton label={t("clear")} onClick={actions.clear}>
          <Eraser aria-hidden />
        </IconButton>
      )}
    </>
  );
}

function WindowTools({ actions: { viewing, setViewing, fullScreen } }: { actions: ConsoleActions }) {
  const t = useTranslations("console.view");
  return (
    <>
      {setViewing && (
        <Toggle label={t("viewOnly")} pressed={viewing} onChange={setViewing}>
          <Eye aria-hidden />
        </Toggle>
      )}
      {fullScreen && (
        <IconButton label={t(fullScreen.active ? "leaveFullScreen" : "fullScreen")} onClick={fullScreen.toggle}>
          {fullScreen.active ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
        </IconButton>
      )}
    </>
  );
}

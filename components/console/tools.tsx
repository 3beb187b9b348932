import { Copy, Eraser, Eye, Keyboard, Maximize, Minimize, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Vm } from "#server/contract/vm.ts";
import { IconButton } from "../ui/icon-button.tsx";
import type { ShownState } from "../ui/state-badge.tsx";
import { Segmented, Toggle } from "../ui/toggle.tsx";
import type { ConsoleActions } from "./console-actions.ts";
import { KeysMenu } from "./keys-menu.tsx";
import { PowerMenu } from "./power-menu.tsx";
import type { Capability } from "./session.ts";
import type { OpenConsole } from "./use-console.ts";
import { MoreMenu, ViewMenu } from "./view-menu.tsx";

export type ToolsProps = {
  console: OpenConsole;
  actions: ConsoleActions;
  /** Undefined where no list has it any more. */
  vm: Vm | undefined;
  state: ShownState;
};

const nothing: ReadonlySet<Capability> = new Set();

/** What can be done with the console now. Every tool asks this, and none asks for the protocol. */
function capabilitiesOf({ view: { model, session } }: OpenConsole): ReadonlySet<Capability> {
  return model.phase === "connected" && session ? session.capabilities : nothing;
}

type DeskToolsProps = ToolsProps & {
  /** A menu of the tools was opened or closed. */
  onHold: (held: boolean) => void;
};

/** The tools side by side. */
export function DeskTools({ console: open, actions, vm, state, onHold }: DeskToolsProps) {
  const can = capabilitiesOf(open);
  return (
    <>
      <ProtocolSwitch console={open} actions={actions} />
      {can.has("soft-keyboard") && <KeyboardButton onShow={actions.showKeyboard} />}
      {can.has("chords") && <KeysMenu actions={actions} onOpenChange={onHold} />}
      <ViewMenu can={can} look={open.view.look} actions={actions} onOpenChange={onHold} />
      <TextTools can={can} actions={actions} />
      <WindowTools actions={actions} />
      {vm && <PowerMenu vm={vm} state={state} onOpenChange={onHold} />}
    </>
  );
}

/** The tools for one thumb: what is wanted all the time, and a menu with the rest. */
export function PhoneTools({ console: open, actions, vm, state }: ToolsProps) {
  const can = capabilitiesOf(open);
  return (
    <>
      <ProtocolSwitch console={open} actions={actions} />
      {can.has("soft-keyboard") && <KeyboardButton onShow={actions.showKeyboard} />}
      {can.has("chords") && <KeysMenu actions={actions} side="top" />}
      <MoreMenu can={can} look={open.view.look} actions={actions} />
      {vm && <PowerMenu vm={vm} state={state} side="top" />}
    </>
  );
}

function ProtocolSwitch({ console: { view }, actions }: Pick<ToolsProps, "console" | "actions">) {
  const t = useTranslations("console.protocol");
  const { protocol, machine } = view.model;
  if (!protocol || machine.protocols.length < 2) return null;
  return (
    <Segmented
      label={t("label")}
      value={protocol}
      options={machine.protocols.map((value) => ({ value, label: t(value) }))}
      onChange={actions.chooseProtocol}
    />
  );
}

/** Only where there may be no keyboard of its own. */
function KeyboardButton({ onShow }: { onShow: () => void }) {
  const t = useTranslations("console");
  return (
    <IconButton label={t("keyboard")} onClick={onShow} className="any-pointer-fine:hidden">
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

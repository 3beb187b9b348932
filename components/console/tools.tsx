import { Copy, Eraser, Eye, Keyboard, Maximize, Minimize, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Vm } from "#server/contract/vm.ts";
import { copyText } from "../ui/copy-button.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import type { ShownState } from "../ui/state-badge.tsx";
import { useNotify } from "../ui/toaster.tsx";
import { Segmented, Toggle } from "../ui/toggle.tsx";
import { KeysMenu } from "./keys-menu.tsx";
import { PowerMenu } from "./power-menu.tsx";
import type { Capability } from "./session.ts";
import type { OpenConsole } from "./use-console.ts";
import { useFullScreen } from "./use-full-screen.ts";
import { ViewMenu } from "./view-menu.tsx";

export type ToolsProps = {
  console: OpenConsole;
  vm: Vm | undefined;
  state: ShownState;
  mayControl: boolean;
  onSearch: () => void;
  onScreenshot: () => void;
  /** A menu of the tools was opened or closed. */
  onHold: (held: boolean) => void;
  /** Where menus open. */
  side: "top" | "bottom";
};

const nothing: ReadonlySet<Capability> = new Set();

/** What can be done with the console now: by its capabilities, whatever its protocol. */
export function Tools(props: ToolsProps) {
  const { console: open, vm, state, onHold, side, onScreenshot } = props;
  const { controller, view } = open;
  const { model, session, look } = view;
  const can = model.phase === "connected" ? (session?.capabilities ?? nothing) : nothing;
  const shows = can.has("scaling") || can.has("quality") || can.has("screenshot");
  return (
    <>
      <ProtocolSwitch {...props} />
      {can.has("soft-keyboard") && <KeyboardButton onShow={() => session?.showKeyboard?.()} />}
      {can.has("chords") && (
        <KeysMenu
          side={side}
          onOpenChange={onHold}
          onSend={(chord) => {
            session?.sendKeys(chord);
            session?.focus();
          }}
        />
      )}
      {shows && (
        <ViewMenu
          side={side}
          onOpenChange={onHold}
          can={can}
          look={look}
          onScaling={(scaling) => controller.setScaling(scaling)}
          onQuality={(quality) => controller.setQuality(quality)}
          onScreenshot={onScreenshot}
        />
      )}
      <TextTools {...props} can={can} />
      <ViewOnly {...props} />
      <FullScreen />
      {vm && <PowerMenu vm={vm} state={state} side={side} onOpenChange={onHold} />}
    </>
  );
}

function ProtocolSwitch({ console: { controller, view } }: ToolsProps) {
  const t = useTranslations("console.protocol");
  const { protocol, machine } = view.model;
  if (!protocol || machine.protocols.length < 2) return null;
  return (
    <Segmented
      label={t("label")}
      value={protocol}
      options={machine.protocols.map((value) => ({ value, label: t(value) }))}
      onChange={(chosen) => controller.dispatch({ type: "protocol", protocol: chosen })}
    />
  );
}

/** Only where there may be no keyboard. */
function KeyboardButton({ onShow }: { onShow: () => void }) {
  const t = useTranslations("console");
  return (
    <IconButton label={t("keyboard")} onClick={onShow} className="any-pointer-fine:hidden">
      <Keyboard aria-hidden />
    </IconButton>
  );
}

function TextTools({ can, console: open, onSearch }: ToolsProps & { can: ReadonlySet<Capability> }) {
  const t = useTranslations("console.serial");
  const notify = useNotify();
  const { session } = open.view;
  const copy = async () => {
    const text = session?.copy?.() ?? "";
    if (await copyText(text)) notify.done(t("copied"));
  };
  return (
    <>
      {can.has("search") && (
        <IconButton label={t("search")} onClick={onSearch}>
          <Search aria-hidden />
        </IconButton>
      )}
      {can.has("copy") && (
        <IconButton label={t("copy")} onClick={() => void copy()}>
          <Copy aria-hidden />
        </IconButton>
      )}
      {can.has("clear") && (
        <IconButton
          label={t("clear")}
          onClick={() => {
            session?.clear?.();
            session?.focus();
          }}
        >
          <Eraser aria-hidden />
        </IconButton>
      )}
    </>
  );
}

/** Opens the console anew without the right to change the guest; the relay sees to it. */
function ViewOnly({ console: { controller, view }, mayControl }: ToolsProps) {
  const t = useTranslations("console.view");
  const viewing = view.model.mode === "view";
  if (!mayControl || !view.model.protocol) return null;
  return (
    <Toggle
      label={t(viewing ? "control" : "viewOnly")}
      pressed={viewing}
      onChange={(pressed) => controller.dispatch({ type: "mode", mode: pressed ? "view" : "control" })}
    >
      <Eye aria-hidden />
    </Toggle>
  );
}

function FullScreen() {
  const t = useTranslations("console.view");
  const fullScreen = useFullScreen();
  if (!fullScreen) return null;
  return (
    <IconButton label={t(fullScreen.active ? "leaveFullScreen" : "fullScreen")} onClick={fullScreen.toggle}>
      {fullScreen.active ? <Minimize aria-hidden /> : <Maximize aria-hidden />}
    </IconButton>
  );
}

import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Protocol } from "#server/contract/console.ts";
import type { VmId } from "#server/contract/vm.ts";
import { copyText } from "../ui/copy-button.tsx";
import { useNotify } from "../ui/toaster.tsx";
import { useChoices } from "./choices-provider.tsx";
import type { Chord } from "./keys.ts";
import { browserStorage, Remembered } from "./remembered.ts";
import { saveScreenshot } from "./save-screenshot.ts";
import type { Quality } from "./session.ts";
import type { OpenConsole } from "./use-console.ts";
import { focusSession } from "./use-focus.ts";
import { type FullScreen, useFullScreen } from "./use-full-screen.ts";
import { useCopyScreenshot } from "./viewport/copy-screenshot.ts";

/** What the tools do, wherever they stand: in the bar of a desk or in the menu of a phone. */
export interface ConsoleActions {
  /** Opens the machine's other console, now and whenever this person opens the machine. */
  chooseProtocol(protocol: Protocol): void;
  /** Opens another of the machine's serial lines, from 0. */
  chooseDevice(device: number): void;
  /** Gives the keyboard back to the console. */
  focusScreen(): void;
  send(chord: Chord): void;
  refine(quality: Quality): void;
  saveScreenshot(): void;
  /** Null where the browser gives no page a picture's way into the clipboard. */
  copyScreenshot: (() => void) | null;
  /** Whether the connection's figures are shown, and to show them or not. */
  figures: boolean;
  showFigures(shown: boolean): void;
  search(): void;
  copy(): void;
  clear(): void;
  /** Shows what the machine has said since its start. */
  showLog(): void;
  tellSize(): void;
  viewing: boolean;
  /** Opens the console anew with or without the right to change the guest; the relay sees to it. Null where the person has no such right. */
  setViewing: ((viewing: boolean) => void) | null;
  fullScreen: FullScreen | null;
}

type Options = {
  vm: VmId;
  name: string;
  mayControl: boolean;
  /** The search is open: it has the keyboard. */
  searching: boolean;
  search: () => void;
  showLog: () => void;
};

/** The actions on an open console. */
export function useConsoleActions(
  { controller, view }: OpenConsole,
  { vm, name, mayControl, searching, search, showLog }: Options,
): ConsoleActions {
  const t = useTranslations("console.serial");
  const notify = useNotify();
  const choices = useChoices();
  const fullScreen = useFullScreen();
  const [figures, setFigures] = useState(() => new Remembered(browserStorage()).figures);
  const { session, model } = view;
  const copy = async () => {
    if (await copyText(session?.copy?.() ?? "")) notify.done(t("copied"));
  };
  const focusScreen = () => {
    // A dialog that an item of a menu has opened keeps the keyboard.
    const asked = document.querySelector("[role=dialog]:not([data-palette]), [role=alertdialog]") !== null;
    if (!searching && !asked) focusSession(session);
  };
  return {
    chooseProtocol: (protocol) => {
      choices.choose(vm, protocol);
      ask({ protocol: null });
      controller.dispatch({ type: "protocol", protocol });
    },
    chooseDevice: (device) => {
      ask({ device: device > 0 ? String(device) : null });
      controller.dispatch({ type: "device", device });
    },
    focusScreen,
    send: (chord) => session?.sendKeys(chord),
    refine: (quality) => controller.setQuality(quality),
    saveScreenshot: () => void session?.screenshot?.().then((picture) => picture && saveScreenshot(picture, name)),
    copyScreenshot: useCopyScreenshot(session),
    figures,
    showFigures: (shown) => {
      new Remembered(browserStorage()).figures = shown;
      setFigures(shown);
    },
    search,
    copy: () => void copy(),
    clear: () => {
      session?.clear?.();
      focusScreen();
    },
    showLog,
    tellSize: () => session?.tellSize?.(),
    viewing: model.mode === "view",
    setViewing:
      mayControl && model.protocol ? (viewing) => controller.dispatch({ type: "mode", mode: viewing ? "view" : "control" }) : null,
    fullScreen,
  };
}

/** Changes what the page's address asks for, so that the page comes back with what was chosen since. */
function ask(changes: Record<string, string | null>): void {
  const address = new URL(location.href);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) address.searchParams.delete(name);
    else address.searchParams.set(name, value);
  }
  if (address.href !== location.href) history.replaceState(null, "", address);
}

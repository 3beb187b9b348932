import { Toolbar } from "@base-ui/react/toolbar";
import { ArrowDown, ArrowLeft, ArrowRight, ArrowUp, Command, KeyboardOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ComponentProps, type ReactElement, type ReactNode, useEffect, useRef, useState, useSyncExternalStore } from "react";
import { cx } from "../../ui/cx.ts";
import { Menu } from "../../ui/menu.tsx";
import { cap } from "../chords.ts";
import { functionKey, type Key, key, type NamedKey } from "../keys.ts";
import type { Capability } from "../session.ts";
import { ChordItems } from "./chord-items.tsx";
import type { StickyCode, StickyState } from "./sticky-keys.ts";
import type { Keyboard } from "./use-keyboard.ts";

type KeyBarProps = { keyboard: Keyboard; can: ReadonlySet<Capability> };

const arrows: Partial<Record<NamedKey, ReactElement>> = {
  ArrowUp: <ArrowUp aria-hidden />,
  ArrowDown: <ArrowDown aria-hidden />,
  ArrowLeft: <ArrowLeft aria-hidden />,
  ArrowRight: <ArrowRight aria-hidden />,
};

/** Above a phone's keyboard: the keys that it lacks. Modifiers hold for the next key; tapped twice, until they are tapped again. */
export function KeyBar({ keyboard, can }: KeyBarProps) {
  const t = useTranslations("keyboard.phone");
  const [functions, setFunctions] = useState(false);
  const bar = useRoomForBar();
  const { typing, field, toggle } = keyboard.phone;
  const press = (pressed: Key) => typing.press(pressed);
  const turn = <BarButton onPress={() => setFunctions(!functions)}>{functions ? "ABC" : "Fn"}</BarButton>;
  const close = (
    <BarButton label={t("close")} onPress={toggle}>
      <KeyboardOff aria-hidden />
    </BarButton>
  );
  return (
    <Toolbar.Root
      ref={bar}
      aria-label={t("bar")}
      data-key-bar
      className="absolute inset-x-0 bottom-0 z-30 grid grid-cols-7 gap-1 bg-surface px-1 pt-1 pb-[calc(0.25rem+env(safe-area-inset-bottom))] ring-1 ring-line sm:grid-cols-14"
    >
      {functions ? (
        <>
          {[1, 2, 3, 4, 5, 6].map((number) => (
            <KeyButton key={number} pressed={functionKey(number)} onPress={press} />
          ))}
          {turn}
          {[7, 8, 9, 10, 11, 12].map((number) => (
            <KeyButton key={number} pressed={functionKey(number)} onPress={press} />
          ))}
          {close}
        </>
      ) : (
        <>
          <KeyButton pressed={key("Escape")} onPress={press} />
          <KeyButton pressed={key("Tab")} onPress={press} />
          {turn}
          {can.has("chords") ? (
            <ChordsButton keyboard={keyboard} onDone={() => field.current?.focus({ preventScroll: true })} />
          ) : (
            <KeyButton pressed={key("Home")} onPress={press} />
          )}
          <KeyButton pressed={key("Delete")} onPress={press} />
          <KeyButton pressed={key("ArrowUp")} onPress={press} />
          {close}
          <StickyButton code="ControlLeft" keyboard={keyboard} />
          <StickyButton code="AltLeft" keyboard={keyboard} />
          <StickyButton code="MetaLeft" keyboard={keyboard} />
          <StickyButton code="ShiftLeft" keyboard={keyboard} />
          <KeyButton pressed={key("ArrowLeft")} onPress={press} />
          <KeyButton pressed={key("ArrowDown")} onPress={press} />
          <KeyButton pressed={key("ArrowRight")} onPress={press} />
        </>
      )}
    </Toolbar.Root>
  );
}

const buttonClass =
  "grid h-11 min-w-0 place-items-center rounded-inner bg-hover text-body select-none touch-manipulation active:bg-pressed [&_svg]:size-4.5 " +
  "data-popup-open:bg-pressed";

type BarButtonProps = Omit<ComponentProps<typeof Toolbar.Button>, "onClick"> & { label?: string; onPress: () => void; children: ReactNode };

/** A key that leaves the focus where it is: the phone's keyboard would go down with the field's. */
function BarButton({ label, onPress, className, ...props }: BarButtonProps) {
  return (
    <Toolbar.Button
      aria-label={label}
      onPointerDown={(event) => event.preventDefault()}
      onMouseDown={(event) => event.preventDefault()}
      onClick={onPress}
      className={cx(buttonClass, className as string | undefined)}
      {...props}
    />
  );
}

function KeyButton({ pressed, onPress }: { pressed: Key; onPress: (pressed: Key) => void }) {
  const t = useTranslations("keyboard.keys");
  const arrow = arrows[pressed.code as NamedKey];
  return (
    <BarButton {...(arrow && { label: t(pressed.code as "ArrowUp") })} onPress={() => onPress(pressed)}>
      {arrow ?? cap(pressed)}
    </BarButton>
  );
}

const stickyClass: Record<StickyState, string> = {
  up: "",
  once: "bg-accent-tint text-accent",
  locked: "bg-accent-fill text-on-accent",
};

function StickyButton({ code, keyboard }: { code: StickyCode; keyboard: Keyboard }) {
  const t = useTranslations("keyboard.phone");
  const { sticky } = keyboard.phone.typing;
  const state = useSyncExternalStore(
    sticky.subscribe,
    () => sticky.view[code],
    () => sticky.view[code],
  );
  const name = cap(key(code));
  return (
    <BarButton
      aria-pressed={state !== "up"}
      {...(state === "locked" && { label: t("locked", { key: name }) })}
      onPress={() => sticky.tap(code, performance.now())}
      className={stickyClass[state]}
    >
      {name}
    </BarButton>
  );
}

function ChordsButton({ keyboard, onDone }: { keyboard: Keyboard; onDone: () => void }) {
  const t = useTranslations("keyboard.phone");
  return (
    <Menu
      side="top"
      focusAfterItem={onDone}
      trigger={
        <Toolbar.Button aria-label={t("chords")} className={buttonClass}>
          <Command aria-hidden />
        </Toolbar.Button>
      }
    >
      <ChordItems own={keyboard.chords} onSend={(chord) => keyboard.phone.typing.chord(chord)} />
    </Menu>
  );
}

/** Tells the page how much room the bar takes (`--key-bar`), so that the picture can end above it. */
function useRoomForBar() {
  const bar = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = bar.current;
    const page = element?.closest<HTMLElement>("[data-console]");
    if (!element || !page) return;
    const observer = new ResizeObserver(() => page.style.setProperty("--key-bar", `${element.offsetHeight}px`));
    observer.observe(element);
    return () => {
      observer.disconnect();
      page.style.removeProperty("--key-bar");
    };
  }, []);
  return bar;
}

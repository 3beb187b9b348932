import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { SerialLine } from "#server/contract/vm.ts";
import { buttonClass } from "../ui/button.tsx";
import { Menu, MenuRadio } from "../ui/menu.tsx";
import type { ConsoleModel } from "./console-machine.ts";

type LineSwitchProps = {
  model: ConsoleModel;
  lines: readonly SerialLine[] | undefined;
  onChoose: (device: number) => void;
  onOpenChange?: (open: boolean) => void;
  side?: "top" | "bottom";
};

/** Whether there is a choice of lines. */
export function hasChoice({ protocol }: Pick<ConsoleModel, "protocol">, lines: readonly SerialLine[] | undefined): boolean {
  return protocol === "serial" && lines !== undefined && lines.length > 1;
}

/** The machine's serial lines by what the guest calls them, one of them open; nothing where there is one. */
export function LineSwitch({ model, lines = [], onChoose, onOpenChange, side = "bottom" }: LineSwitchProps) {
  const t = useTranslations("console.serial");
  if (!hasChoice(model, lines)) return null;
  const { device } = model;
  const name = (tty: string | null, index: number) => tty ?? t("unnamed", { number: index + 1 });
  const options = lines.map(({ tty }, index) => ({ value: String(index), label: name(tty, index) }));
  const chosen = name(lines[device]?.tty ?? null, device);
  return (
    <Menu
      side={side}
      align="start"
      {...(onOpenChange && { onOpenChange })}
      trigger={
        <button
          type="button"
          aria-label={t("lineOf", { line: chosen })}
          title={t("line")}
          className={buttonClass("quiet", "h-8 gap-1.5 px-2.5 text-ink-quiet data-popup-open:bg-hover")}
        >
          {chosen}
          <ChevronDown aria-hidden />
        </button>
      }
    >
      <MenuRadio value={String(device)} options={options} onChange={(value) => onChoose(Number(value))} />
    </Menu>
  );
}

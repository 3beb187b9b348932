import { ChevronDown } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Protocol } from "#server/contract/console.ts";
import { buttonClass } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { Menu, MenuRadio } from "../ui/menu.tsx";
import { Segmented } from "../ui/toggle.tsx";
import type { ConsoleModel } from "./console-machine.ts";

type ProtocolSwitchProps = {
  model: ConsoleModel;
  onChoose: (protocol: Protocol) => void;
  onOpenChange?: (open: boolean) => void;
  side?: "top" | "bottom";
  /** Something else needs the room. */
  tight?: boolean;
};

/** The machine's consoles, one of them chosen; nothing where there is one. Three stand side by side only where there is room. */
export function ProtocolSwitch({
  model: { protocol, machine },
  onChoose,
  onOpenChange,
  side = "bottom",
  tight = false,
}: ProtocolSwitchProps) {
  const t = useTranslations("console.protocol");
  const { protocols } = machine;
  if (!protocol || protocols.length < 2) return null;
  const options = protocols.map((value) => ({ value, label: t(value) }));
  const many = tight || protocols.length > 2;
  return (
    <>
      <div className={cx(many && "max-lg:hidden")}>
        <Segmented label={t("label")} value={protocol} options={options} onChange={onChoose} />
      </div>
      {many && (
        <Menu
          side={side}
          align="start"
          {...(onOpenChange && { onOpenChange })}
          trigger={
            <button type="button" aria-label={t("labelOf", { protocol: t(protocol) })} className={buttonClass("quiet", triggerClass)}>
              {t(protocol)}
              <ChevronDown aria-hidden />
            </button>
          }
        >
          <MenuRadio
            value={protocol}
            options={options}
            onChange={(chosen) => {
              const found = protocols.find((one) => one === chosen);
              if (found) onChoose(found);
            }}
          />
        </Menu>
      )}
    </>
  );
}

const triggerClass = "h-8 gap-1.5 px-2.5 text-ink-quiet data-popup-open:bg-hover lg:hidden";

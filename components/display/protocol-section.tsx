"use client";

import { Layers, Monitor, MonitorOff, MonitorSpeaker } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { DisplayOptions } from "#server/contract/display-options.ts";
import { RadioCards } from "../ui/radio-cards.tsx";
import { Section } from "../ui/section.tsx";
import { useEditor, useField } from "./editor-context.tsx";
import { PartProblem } from "./findings.tsx";
import { generatePassword } from "./generate-password.ts";
import { choiceOf, type ProtocolChoice } from "./protocol-choice.ts";

const icons: Record<ProtocolChoice, ReactNode> = {
  vnc: <Monitor aria-hidden />,
  spice: <MonitorSpeaker aria-hidden />,
  both: <Layers aria-hidden />,
  none: <MonitorOff aria-hidden />,
};
const choices = ["vnc", "spice", "both", "none"] as const;

/** Which displays the machine has: what most come for. */
export function ProtocolSection() {
  const t = useTranslations("display");
  const { draft, options, dispatch } = useEditor();
  const { id, disabled } = useField(["graphics"], { exact: true });
  const chosen = choiceOf(draft.graphics);
  const choose = (choice: ProtocolChoice) => {
    const passwords = { vnc: generatePassword("vnc"), spice: generatePassword("spice") };
    dispatch({ type: "choose-protocol", choice, passwords });
  };
  return (
    <Section title={t("section.protocol")}>
      <RadioCards
        id={id}
        label={t("protocol.label")}
        value={chosen}
        disabled={disabled}
        onChange={choose}
        options={choices.map((value) => {
          const possible = value === chosen || isPossible(value, options);
          return {
            value,
            icon: icons[value],
            label: t(`protocol.${value}.name`),
            text: possible ? t(`protocol.${value}.text`) : t("protocol.unsupported"),
            disabled: !possible,
          };
        })}
      />
      <PartProblem path={["graphics"]} className="mt-2" />
    </Section>
  );
}

/** A host that does not tell what it can do may be able to do all. */
function isPossible(choice: ProtocolChoice, { graphics }: DisplayOptions): boolean {
  if (graphics.length === 0 || choice === "none") return true;
  return choice === "both" ? graphics.includes("vnc") && graphics.includes("spice") : graphics.includes(choice);
}

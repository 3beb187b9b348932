"use client";

import { PowerOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { Vm } from "#server/contract/vm.ts";
import { Button, type ButtonVariant } from "../ui/button.tsx";
import { Confirm } from "../ui/confirm.tsx";

type CycleButtonProps = { vm: Vm; disabled?: boolean; variant?: ButtonVariant; onCycle: () => void };

/** Powers the machine off and on, so that what waits for it counts; asks first. */
export function CycleButton({ vm, disabled = false, variant = "plain", onCycle }: CycleButtonProps) {
  const t = useTranslations("display");
  const [asking, setAsking] = useState(false);
  return (
    <>
      <Button variant={variant} icon={<PowerOff aria-hidden />} disabled={disabled} onClick={() => setAsking(true)}>
        {t("pending.action")}
      </Button>
      <Confirm
        open={asking}
        onOpenChange={setAsking}
        title={t.rich("apply.confirmCycle.title", { name: () => <bdi>{vm.name}</bdi> })}
        text={t("apply.confirmCycle.text")}
        verb={t("apply.confirmCycle.verb")}
        danger
        onConfirm={onCycle}
      />
    </>
  );
}

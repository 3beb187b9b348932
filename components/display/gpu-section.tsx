"use client";

import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { Section } from "../ui/section.tsx";
import { Switch } from "../ui/switch.tsx";
import { useAssignFromQuery } from "./assign-from-query.ts";
import { useEditor, useField } from "./editor-context.tsx";
import { releaseHostDevices, setItem } from "./edits.ts";
import { PartProblem } from "./findings.tsx";
import { GpuDialog } from "./gpu-dialog.tsx";
import { type AssignedGpu, assignedGpus } from "./gpu-groups.ts";
import { fieldId } from "./paths.ts";
import { useGpus } from "./use-gpus.ts";

/** The host's GPUs, whole or virtual, that are handed to the machine. */
export function GpuSection() {
  const t = useTranslations("display.gpu");
  const title = useTranslations("display.section")("gpus");
  const { vm, draft, locked } = useEditor();
  const [dialog, setDialog] = useState(false);
  useAssignFromQuery();
  const gpus = useGpus(vm.host, dialog || draft.hostDevices.length > 0);
  const assigned = assignedGpus(draft.hostDevices, gpus.inventory);
  return (
    <Section title={title}>
      <div id={fieldId(["hostDevices"])} tabIndex={-1} className="grid gap-4">
        <PartProblem path={["hostDevices"]} />
        {assigned.length === 0 && <p className="text-ink-quiet">{t("empty")}</p>}
        {assigned.length > 0 && (
          <ul className="divide-y divide-line border-y border-line">
            {assigned.map((one) => (
              <Assigned key={one.members.join()} assigned={one} />
            ))}
          </ul>
        )}
        <div>
          <Button icon={<Plus aria-hidden />} disabled={locked} onClick={() => setDialog(true)}>
            {t("add")}
          </Button>
        </div>
      </div>
      <GpuDialog open={dialog} onOpenChange={setDialog} gpus={gpus} />
    </Section>
  );
}

function Assigned({ assigned: { device, index, gpu, members } }: { assigned: AssignedGpu }) {
  const t = useTranslations("display.gpu");
  const { locked, edit } = useEditor();
  const type = device.type === "mdev" ? gpu?.mdevs.find(({ uuid }) => uuid === device.uuid)?.type : undefined;
  const name = type === undefined ? gpu?.product : t("virtualName", { type: nameOfType(gpu, type) });
  const first = device.type === "pci" && gpu ? gpu.address : members[0];
  const companions = members.filter((member) => member !== first);
  return (
    <li id={fieldId(["hostDevices", index])} tabIndex={-1} className="py-3">
      <div className="flex items-start gap-3">
        <div className="min-w-0 flex-1">
          <p className="truncate font-medium">{name ?? t("unknown")}</p>
          <p className="font-mono text-note break-all text-ink-quiet">{first}</p>
          {companions.map((member) => (
            <p key={member} className="text-note text-ink-quiet">
              <span className="font-mono">{member}</span> {t("member")}
            </p>
          ))}
        </div>
        <Button
          variant="quiet"
          disabled={locked}
          aria-label={t("release", { device: name ?? first ?? "" })}
          onClick={() => edit(releaseHostDevices(members))}
        >
          {t("releaseShort")}
        </Button>
      </div>
      <PartProblem path={["hostDevices", index]} className="mt-1" />
      {device.type === "mdev" && <MdevDisplay index={index} shown={device.display} />}
    </li>
  );
}

function nameOfType(gpu: AssignedGpu["gpu"], type: string): string {
  return gpu?.mdevTypes.find(({ id }) => id === type)?.name ?? type;
}

function MdevDisplay({ index, shown }: { index: number; shown: boolean }) {
  const t = useTranslations("display.field");
  const { edit } = useEditor();
  const field = useField(["hostDevices", index, "display"]);
  return (
    <Switch
      {...field}
      label={t("display")}
      checked={shown}
      onChange={(display) => edit(setItem("hostDevices", index, { display }))}
      className="mt-1"
    />
  );
}

"use client";

import { useTranslations } from "next-intl";
import { createContext, type ReactNode, use, useCallback, useEffect, useMemo, useRef, useState, useSyncExternalStore } from "react";
import type { PowerAction, Vm } from "#server/contract/vm.ts";
import { api } from "../api.ts";
import { useVms } from "../live/use-fleet.ts";
import { Confirm } from "../ui/confirm.tsx";
import { isolate } from "../ui/isolate.ts";
import { useNotify } from "../ui/toaster.tsx";
import { screenshotFeed } from "./browser-feed.ts";
import { PendingActions } from "./pending-actions.ts";
import { losesData, needsQuestion, type Rights } from "./power.ts";

type Power = {
  rights: Rights;
  /** What is being done to machines, by their id. */
  pending: ReadonlyMap<string, PowerAction>;
  /** Does an action; asks first where others would notice it or data could be lost. */
  request: (vm: Vm, action: PowerAction) => void;
};

const PowerContext = createContext<Power | null>(null);

/** Lets the page's parts act on machines' power. Needs a FleetProvider around it. */
export function PowerProvider({ rights, children }: { rights: Rights; children: ReactNode }) {
  const [question, setQuestion] = useState<Question | null>(null);
  const actions = usePendingActions();
  const pending = useSyncExternalStore(actions.subscribe, actions.actions, actions.actions);
  const request = useCallback(
    (vm: Vm, action: PowerAction) => {
      if (needsQuestion(action)) setQuestion({ vm, action, open: true });
      else void actions.perform(vm, action);
    },
    [actions],
  );
  const power = useMemo(() => ({ rights, pending, request }), [rights, pending, request]);
  return (
    <PowerContext value={power}>
      {children}
      {question && (
        <PowerQuestion
          {...question}
          onOpenChange={(open) => setQuestion({ ...question, open })}
          onConfirm={() => void actions.perform(question.vm, question.action)}
        />
      )}
    </PowerContext>
  );
}

/** Power of the machines. Needs a PowerProvider around it. */
export function usePower(): Power {
  const power = use(PowerContext);
  if (!power) throw new Error("usePower needs a PowerProvider around it");
  return power;
}

type Question = { vm: Vm; action: PowerAction; open: boolean };

type QuestionProps = Question & { onOpenChange: (open: boolean) => void; onConfirm: () => void };

function PowerQuestion({ vm, action, open, onOpenChange, onConfirm }: QuestionProps) {
  const t = useTranslations("machines");
  const asked = action as "shutdown" | "reboot" | "reset" | "force-off";
  return (
    <Confirm
      open={open}
      onOpenChange={onOpenChange}
      title={t.rich(`question.${asked}.title`, { name: () => <bdi>{vm.name}</bdi> })}
      text={t(`question.${asked}.text`)}
      verb={t(`action.${action}`)}
      danger={losesData(action)}
      onConfirm={onConfirm}
    />
  );
}

function usePendingActions(): PendingActions {
  const t = useTranslations("machines");
  const notify = useNotify();
  const vms = useVms();
  const latest = useRef({ t, notify, vms });
  useEffect(() => {
    latest.current = { t, notify, vms };
  });
  const [actions] = useState(
    () =>
      new PendingActions({
        post: async (id, action) => {
          await api.post(`/api/vms/${id}/power`, { action });
          screenshotFeed().refresh(id);
        },
        failed: (vm, action, error) =>
          latest.current.notify.failed(error, latest.current.t(`failed.${action}`, { name: isolate(vm.name) })),
        overdue: (id, action) => {
          const vm = latest.current.vms.find((one) => one.id === id);
          if (action !== "shutdown" || !vm) return;
          latest.current.notify.note(latest.current.t("stillOn.title", { name: isolate(vm.name) }), latest.current.t("stillOn.text"));
        },
      }),
  );
  useEffect(() => actions.observe(vms), [actions, vms]);
  return actions;
}

"use client";

import { CloudOff, Eye, GitCompareArrows, Info } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "../ui/button.tsx";
import { cx } from "../ui/cx.ts";
import { CycleButton } from "./cycle-button.tsx";
import { useEditor } from "./editor-context.tsx";
import { goToField } from "./paths.ts";
import { ChangeList } from "./plan-changes.tsx";
import { useFieldName } from "./use-field-name.ts";

type NoticesProps = { running: boolean; outdated: boolean; busy: boolean; jobShown: boolean; onCycle: () => void };

/** What must be known before anything else on the page. */
export function Notices({ running, outdated, busy, jobShown, onCycle }: NoticesProps) {
  const t = useTranslations("display");
  const { state, mayEdit, dispatch } = useEditor();
  return (
    <div className="mx-3 mb-5 grid gap-3 empty:hidden max-md:mx-4">
      {outdated && <Notice icon={<CloudOff aria-hidden />}>{t("outdated")}</Notice>}
      {!mayEdit && (
        <Notice icon={<Eye aria-hidden />} quiet>
          {t("readOnly")}
        </Notice>
      )}
      {state.newer && <Conflict />}
      {state.refreshed && (
        <Notice
          icon={<Info aria-hidden />}
          quiet
          action={
            <Button variant="quiet" onClick={() => dispatch({ type: "seen" })}>
              {t("conflict.dismiss")}
            </Button>
          }
        >
          {t("conflict.refreshed")}
        </Notice>
      )}
      {state.clashes.length > 0 && <Clashes />}
      {running && state.base.pending.length > 0 && !jobShown && <Pending busy={busy} onCycle={onCycle} />}
    </div>
  );
}

type NoticeProps = { icon: ReactNode; title?: ReactNode; children?: ReactNode; action?: ReactNode; quiet?: boolean };

function Notice({ icon, title, children, action, quiet = false }: NoticeProps) {
  return (
    <div role="status" className={cx("flex gap-3 rounded-pane p-3.5 max-sm:flex-wrap", quiet ? "bg-hover" : "bg-warn-tint")}>
      <span className={cx("mt-0.5 shrink-0 [&_svg]:size-4", quiet ? "text-ink-quiet" : "text-paused")}>{icon}</span>
      <div className="min-w-0 flex-1">
        {title && <p className="font-medium">{title}</p>}
        {children}
      </div>
      {action && <div className="flex shrink-0 flex-wrap items-start gap-2 max-sm:w-full">{action}</div>}
    </div>
  );
}

/** Somebody else changed the machine while this person was editing. */
function Conflict() {
  const t = useTranslations("display.conflict");
  const { dispatch } = useEditor();
  return (
    <Notice
      icon={<GitCompareArrows aria-hidden />}
      title={t("title")}
      action={
        <>
          <Button variant="primary" onClick={() => dispatch({ type: "adopt" })}>
            {t("adopt")}
          </Button>
          <Button onClick={() => dispatch({ type: "reset" })}>{t("discard")}</Button>
        </>
      }
    >
      <p>{t("text")}</p>
    </Notice>
  );
}

/** Where this person's changes gave way. */
function Clashes() {
  const t = useTranslations("display.conflict");
  const { state, dispatch } = useEditor();
  const nameOf = useFieldName();
  return (
    <Notice
      icon={<GitCompareArrows aria-hidden />}
      title={t("clashes", { count: state.clashes.length })}
      action={
        <Button variant="quiet" onClick={() => dispatch({ type: "seen" })}>
          {t("dismiss")}
        </Button>
      }
    >
      <ul>
        {state.clashes.map((path) => (
          <li key={path.join()}>
            <button type="button" onClick={() => goToField(path)} className="rounded-inner text-accent hover:underline pointer-coarse:py-2">
              {nameOf(path)}
            </button>
          </li>
        ))}
      </ul>
      <p className="text-ink-quiet">{t("adopted")}</p>
    </Notice>
  );
}

/** What the definition has and the running machine does not. */
function Pending({ busy, onCycle }: { busy: boolean; onCycle: () => void }) {
  const t = useTranslations("display.pending");
  const { vm, state, mayEdit } = useEditor();
  const { pending } = state.base;
  return (
    <Notice
      icon={<Info aria-hidden />}
      title={t("title", { count: pending.length })}
      action={mayEdit && <CycleButton vm={vm} disabled={busy} onCycle={onCycle} />}
    >
      <p>{t("text")}</p>
      <details className="mt-1">
        <summary className="w-fit list-none rounded-inner text-accent select-none hover:underline pointer-coarse:py-2 [&::-webkit-details-marker]:hidden">
          {t("show")}
        </summary>
        <ChangeList changes={pending} className="mt-1 list-disc pl-5" />
      </details>
    </Notice>
  );
}

import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import type { VmId } from "#server/contract/vm.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { useErrorText } from "../ui/failure.tsx";
import type { Rights } from "../vms/power.ts";
import type { ConsoleEvent, ConsoleModel } from "./console-machine.ts";
import { HeldMoment } from "./held-moment.tsx";
import { MomentCard } from "./moment-card.tsx";
import { type Moment, momentOf } from "./moments.ts";

type MomentViewProps = {
  vm: VmId;
  model: ConsoleModel;
  rights: Rights;
  starting: boolean;
  dispatch: (event: ConsoleEvent) => void;
  onStart: () => void;
};

/** Whatever the console has to say instead of a live picture; nothing while there is one. */
export function MomentView(props: MomentViewProps) {
  const moment = momentOf(props.model, props.starting);
  if (!moment) return null;
  if (moment === "held" || moment === "taken") return <HeldMoment moment={moment} {...props} />;
  return <PlainMoment moment={moment} {...props} />;
}

type PlainMomentProps = MomentViewProps & { moment: Exclude<Moment, "held" | "taken"> };

function PlainMoment(props: PlainMomentProps) {
  const t = useTranslations("console");
  const { moment, model } = props;
  const text = useMomentText(props);
  return (
    <MomentCard
      moment={moment}
      title={moment === "no-display" && !model.protocol ? t("moments.no-display.bareTitle") : t(`moments.${moment}.title`)}
      text={text}
      note={
        moment !== "connecting" && model.phase === "retrying" && model.attempts > 1 ? t("attempt", { count: model.attempts }) : undefined
      }
      details={model.end?.details}
      actions={<Actions {...props} />}
    />
  );
}

function useMomentText({ moment, model, rights }: PlainMomentProps): string | undefined {
  const t = useTranslations("console.moments");
  const errorText = useErrorText();
  const protocols = useTranslations("console.protocol");
  const words = (code: string) => {
    const { message, action } = errorText({ code, message: "", action: "" });
    return `${message} ${action}`;
  };
  switch (moment) {
    case "connecting":
      return undefined;
    case "off":
      if (!rights.start) return t("off.ask");
      return t(model.protocol === "serial" ? "off.serial" : "off.text");
    case "starting":
      return t(model.start ? "starting.serial" : "starting.text");
    case "no-display":
      return model.protocol ? t("no-display.text", { protocol: protocols(model.protocol) }) : t("no-display.bare");
    case "failed":
      return words(model.end?.code ?? "internal");
    default:
      return t(`${moment}.text`);
  }
}

/** The one obvious thing to do, and at most one other. */
function Actions({ moment, model, rights, dispatch, onStart }: PlainMomentProps): ReactNode {
  const t = useTranslations("console");
  const here = usePathname();
  const retry = () => dispatch({ type: "retry" });
  const machines = (
    <Link href="/" className={buttonClass()}>
      {t("actions.machines")}
    </Link>
  );
  switch (moment) {
    case "connecting":
    case "starting":
      return null;
    case "off":
      return rights.start ? (
        <Button variant="primary" onClick={onStart}>
          {t(model.protocol === "serial" ? "actions.startAttached" : "actions.start")}
        </Button>
      ) : (
        machines
      );
    case "reconnecting":
    case "restarting":
    case "unreachable":
      return <Button onClick={retry}>{t("actions.now")}</Button>;
    case "no-display":
      return model.machine.protocols.length > 0 ? <OtherProtocols model={model} dispatch={dispatch} /> : machines;
    case "too-many":
    case "failed":
      return (
        <Button variant="primary" onClick={retry}>
          {t("actions.retry")}
        </Button>
      );
    case "signed-out":
      return (
        <Link href={`/sign-in?next=${encodeURIComponent(here)}`} className={buttonClass("primary")}>
          {t("actions.signIn")}
        </Link>
      );
    case "revoked":
    case "refused":
    case "gone":
      return machines;
  }
}

function OtherProtocols({ model, dispatch }: Pick<MomentViewProps, "model" | "dispatch">) {
  const t = useTranslations("console");
  return model.machine.protocols.map((protocol, index) => (
    <Button key={protocol} variant={index === 0 ? "primary" : "plain"} onClick={() => dispatch({ type: "protocol", protocol })}>
      {t("actions.open", { protocol: t(`protocol.${protocol}`) })}
    </Button>
  ));
}

import { useTranslations } from "next-intl";
import type { ConsoleModel } from "./console-machine.ts";
import { momentOf } from "./moments.ts";

/** Says the console's state to those who do not see it, without interrupting. */
export function Announcement({ model, starting }: { model: ConsoleModel; starting: boolean }) {
  const t = useTranslations("console");
  const moment = momentOf(model, starting);
  return (
    <p role="status" className="sr-only">
      {moment ? t(`moments.${moment}.title`) : t("connected", { leave: t("leave") })}
    </p>
  );
}

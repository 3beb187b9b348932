import { useTranslations } from "next-intl";
import { useNotify } from "../../ui/toaster.tsx";
import type { ConsoleSession } from "../session.ts";

const PNG = "image/png";

/** Puts the picture into the person's clipboard. Null where the browser lets no page do so: it does over https and on localhost. */
export function useCopyScreenshot(session: ConsoleSession | null): (() => void) | null {
  const t = useTranslations("picture");
  const notify = useNotify();
  if (typeof ClipboardItem === "undefined" || !navigator.clipboard?.write) return null;
  const copy = async () => {
    // Safari grants what begins with the click, so the picture is promised and not waited for.
    const picture = Promise.resolve(session?.screenshot?.() ?? null).then((taken) => {
      if (!taken) throw new Error("there is no picture");
      return taken;
    });
    await navigator.clipboard.write([new ClipboardItem({ [PNG]: picture })]);
  };
  return () =>
    void copy().then(
      () => notify.done(t("copied")),
      () => notify.note(t("notCopied"), t("notCopiedText")),
    );
}

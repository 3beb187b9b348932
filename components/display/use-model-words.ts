import { useTranslations } from "next-intl";
import { useCallback } from "react";

/** A video model's name, and what it suits and needs in the guest. */
export function useModelWords(): (model: string) => { name: string; text: string } {
  const t = useTranslations("display.model");
  return useCallback(
    (model) => {
      const key = `${model}.name` as Parameters<typeof t>[0];
      if (!t.has(key)) return { name: model, text: t("other.text") };
      return { name: t(key), text: t(`${model}.text` as Parameters<typeof t>[0]) };
    },
    [t],
  );
}

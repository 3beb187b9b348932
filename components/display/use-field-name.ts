import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { useEditor } from "./editor-context.tsx";
import type { Path } from "./paths.ts";

/** What a field of a path is called: "VNC: Port". */
export function useFieldName(): (path: Path) => string {
  const t = useTranslations("display");
  const { draft } = useEditor();
  return useCallback(
    (path) => {
      const [list, index] = path;
      const leaf = [...path].reverse().find((part) => typeof part === "string") ?? "graphics";
      const key = `field.${leaf}` as Parameters<typeof t>[0];
      const name = t.has(key) ? t(key) : leaf;
      const display = list === "graphics" && typeof index === "number" ? draft.graphics[index] : undefined;
      return display && leaf !== "graphics" ? `${t(`protocols.${display.type}`)}: ${name}` : name;
    },
    [t, draft],
  );
}

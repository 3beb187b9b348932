import { useTranslations } from "next-intl";
import { Section } from "../ui/section.tsx";
import { EditorFrame } from "./editor-frame.tsx";

/** In the shape of what comes. */
export function EditorSkeleton() {
  const t = useTranslations("display");
  return (
    <EditorFrame
      form={
        <div role="status" aria-label={t("loading")}>
          <Section title={t("section.protocol")}>
            <div className="grid gap-2 sm:grid-cols-2">
              {[1, 2, 3, 4].map((card) => (
                <div key={card} className="skeleton h-19" />
              ))}
            </div>
          </Section>
          {(["connection", "screens", "devices"] as const).map((name) => (
            <Section key={name} title={t(`section.${name}`)}>
              <div className="grid gap-4 sm:grid-cols-2">
                <div className="skeleton h-14" />
                <div className="skeleton h-14" />
              </div>
            </Section>
          ))}
        </div>
      }
      panel={<div className="skeleton h-40 max-xl:hidden" />}
    />
  );
}

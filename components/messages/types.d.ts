import type { Language } from "#server/contract/language.ts";
import type { messages } from "./en/index.ts";

declare module "next-intl" {
  interface AppConfig {
    Locale: Language;
    Messages: typeof messages & { errors: Record<string, { message: string; action: string }> };
  }
}

import type { messages } from "./en/index.ts";

declare module "next-intl" {
  interface AppConfig {
    Locale: "en";
    Messages: typeof messages & { errors: Record<string, { message: string; action: string }> };
  }
}

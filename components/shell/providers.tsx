import { CSPProvider } from "@base-ui/react/csp-provider";
import { NextIntlClientProvider } from "next-intl";
import type { ReactNode } from "react";
import { Toaster } from "../ui/toaster.tsx";
import { TooltipProvider } from "../ui/tooltip.tsx";

/** What every page's parts rely on: texts, the policy's nonce, tooltips, notes. */
export function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  return (
    <NextIntlClientProvider>
      <CSPProvider nonce={nonce} disableStyleElements>
        <TooltipProvider delay={500}>
          <Toaster>{children}</Toaster>
        </TooltipProvider>
      </CSPProvider>
    </NextIntlClientProvider>
  );
}

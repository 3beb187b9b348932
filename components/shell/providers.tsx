import { CSPProvider } from "@base-ui/react/csp-provider";
import { NextIntlClientProvider } from "next-intl";
import { getMessages } from "next-intl/server";
import type { ReactNode } from "react";
import { Toaster } from "../ui/toaster.tsx";
import { TooltipProvider } from "../ui/tooltip.tsx";

/** What every page's parts rely on: texts, the policy's nonce, tooltips, notes. The many texts of the display settings and of GPUs go with their pages. */
export async function Providers({ nonce, children }: { nonce: string; children: ReactNode }) {
  const { display: _, gpus: __, ...messages } = await getMessages();
  return (
    <NextIntlClientProvider messages={messages}>
      <CSPProvider nonce={nonce} disableStyleElements>
        <TooltipProvider delay={500}>
          <Toaster>{children}</Toaster>
        </TooltipProvider>
      </CSPProvider>
    </NextIntlClientProvider>
  );
}

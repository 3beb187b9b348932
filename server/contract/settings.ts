import { z } from "./zod.ts";

/** What may pass between a person's computer and a machine beside picture, sound and keys. */
export const exchangeRules = z.object({
  clipboardToMachine: z.boolean(),
  clipboardFromMachine: z.boolean(),
  filesToMachine: z.boolean(),
});
export type ExchangeRules = z.infer<typeof exchangeRules>;

/** What holds where nobody has set anything. */
export const everythingAllowed: ExchangeRules = { clipboardToMachine: true, clipboardFromMachine: true, filesToMachine: true };

/** What administrators have set for the whole portal. */
export const settings = z.object({ exchange: exchangeRules });
export type Settings = z.infer<typeof settings>;

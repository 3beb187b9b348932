import { z } from "./zod.ts";

/**
 * The schemes that a link to another product may have: web pages, and those that the products' own clients register. Nothing that a browser
 * would run or read itself ("javascript", "data", "file").
 */
export const externalSchemes = [
  "https",
  "http",
  "pcoip",
  "vmware-view",
  "horizon-client",
  "receiver",
  "citrixreceiver",
  "nx",
  "nxs",
  "dcv",
  "workspaces",
  "ms-rd",
  "rdp",
] as const;

/** The link as it is opened: only one that a browser reads in one way. */
const url = z
  .string()
  .trim()
  .max(2000)
  .refine((text) => !/[\s\p{C}\\]/u.test(text) && URL.canParse(text), "takes an address such as https://vdi.example.org/web-1")
  .refine(
    (text) => externalSchemes.some((scheme) => text.toLowerCase().startsWith(`${scheme}:`)),
    `begins with ${externalSchemes.join(", ")}`,
  )
  .refine((text) => !URL.canParse(text) || new URL(text).username + new URL(text).password === "", "holds no user name and no password");

/** Where another product serves a machine, set by an administrator. */
export const externalLink = z.object({
  /** What people know it by: "Horizon", "Citrix" ... */
  name: z.string().trim().min(1).max(60),
  url,
});
export type ExternalLink = z.infer<typeof externalLink>;

export const externalLinkChange = z.object({ link: externalLink.nullable() });

/** A program of others that Oriel is made with. */
export type Package = { name: string; licence: string };

/** What reaches browsers or runs in the portal beside the two console clients, by name; each one's licence as it names it itself. */
export const packages: readonly Package[] = [
  { name: "@base-ui/react", licence: "MIT" },
  { name: "@fontsource-variable/inter", licence: "OFL-1.1" },
  { name: "@tanstack/react-virtual", licence: "MIT" },
  { name: "@xterm/xterm", licence: "MIT" },
  { name: "@peculiar/x509", licence: "MIT" },
  { name: "better-auth", licence: "MIT" },
  { name: "cmdk", licence: "MIT" },
  { name: "ipaddr.js", licence: "MIT" },
  { name: "kysely", licence: "MIT" },
  { name: "lucide-react", licence: "ISC" },
  { name: "next", licence: "MIT" },
  { name: "next-intl", licence: "MIT" },
  { name: "pino", licence: "MIT" },
  { name: "react", licence: "MIT" },
  { name: "saxes", licence: "ISC" },
  { name: "sharp", licence: "Apache-2.0" },
  { name: "ws", licence: "MIT" },
  { name: "zod", licence: "MIT" },
];

import { z } from "zod";

// Where eval may be used zod compiles its checks, and tries it first: a page's policy forbids it, and the browser would report each try.
if ("document" in globalThis) z.config({ jitless: true });

export { z };

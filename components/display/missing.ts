import type { Finding } from "#server/contract/display-plan.ts";
import type { DisplaySettings } from "#server/contract/display-settings.ts";

/** What the person has still to fill in before the server can be asked: fields that cannot be empty. */
export function missing({ graphics }: DisplaySettings): Finding[] {
  return graphics.flatMap(({ listen }, index) => {
    const empty = (listen.type === "address" && listen.address.trim() === "") || (listen.type === "network" && listen.network === "");
    return empty ? [{ code: "empty", path: ["graphics", index, "listen"], values: {} }] : [];
  });
}

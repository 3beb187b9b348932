import type { ChangeCode } from "#server/contract/display-codes.ts";
import type { PlannedChange } from "#server/contract/display-plan.ts";

/** A change before it is known when it counts. */
export type Told = Omit<PlannedChange, "effect" | "code"> & { code: ChangeCode };

/** A setting as a change's values have it: "" where it is the hypervisor's own choice. */
export function said(value: string | number | boolean | null): string | number {
  if (value === null) return "";
  if (typeof value === "boolean") return value ? "yes" : "no";
  return value;
}

/** The fields whose values differ: code, name, before and after. */
export function fieldChanges(
  path: PlannedChange["path"],
  values: PlannedChange["values"],
  fields: readonly (readonly [code: ChangeCode, name: string, before: string | number, after: string | number])[],
): Told[] {
  return fields
    .filter(([, , before, after]) => before !== after)
    .map(([code, name, before, after]) => ({ code, path: [...path, name], values: { ...values, before, after } }));
}

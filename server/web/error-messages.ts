import { type ErrorCode, errorCodes, errorRow } from "#server/errors.ts";

/** The English texts of all errors, for next-intl's namespace `errors`: `errors.<code>.message` and `.action`. */
export function errorMessages(): Record<ErrorCode, { message: string; action: string }> {
  const entries = errorCodes.map((code) => {
    const { message, action } = errorRow(code);
    return [code, { message, action }];
  });
  return Object.fromEntries(entries);
}

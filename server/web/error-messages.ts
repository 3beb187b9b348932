import { errorCodes, errorRow } from "#server/errors.ts";

/** The English texts of all errors, for next-intl's namespace `errors`: `errors.<code>.message` and `.action`. */
export const errorMessages = Object.fromEntries(
  errorCodes.map((code) => {
    const { message, action } = errorRow(code);
    return [code, { message, action }];
  }),
);

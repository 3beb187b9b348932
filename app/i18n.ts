import { getRequestConfig } from "next-intl/server";
import { messages } from "#components/messages/en/index.ts";
import { errorMessages } from "#server/web/error-messages.ts";

/** English for now: the texts of the areas, and the errors' texts under `errors`: the server's, and the browser's own for no answer. */
export default getRequestConfig(async () => ({
  locale: "en",
  timeZone: "UTC",
  messages: { ...messages, errors: { ...errorMessages, offline: messages.common.offline } },
}));

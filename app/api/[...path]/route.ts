import { answer } from "#server/web/routes.ts";

// One door for the whole API: its table is server/web/api/table.ts.
export { answer as DELETE, answer as GET, answer as OPTIONS, answer as PATCH, answer as POST, answer as PUT };

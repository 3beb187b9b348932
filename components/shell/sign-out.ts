import { api } from "../api.ts";
import { withBase } from "../base-path.ts";

/** Ends this browser's sign-in and leads to the sign-in page, with nothing of the portal left in memory. @throws {ApiFailure} */
export async function signOut(): Promise<void> {
  await api.post("/api/auth/sign-out");
  window.location.assign(withBase("/sign-in"));
}

import { api } from "../api.ts";
import { withBase } from "../base-path.ts";
import { tabStorage } from "../console/remembered.ts";
import { forgetTabs } from "../console/tabs/open-tabs.ts";

/** Ends this browser's sign-in and leads to the sign-in page, with nothing of the portal left in memory, and no names of machines in storage. @throws {ApiFailure} */
export async function signOut(): Promise<void> {
  await api.post("/api/auth/sign-out");
  forgetTabs(tabStorage());
  window.location.assign(withBase("/sign-in"));
}

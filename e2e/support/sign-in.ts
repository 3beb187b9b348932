import type { APIRequestContext, BrowserContext } from "@playwright/test";
import type { Role } from "#server/contract/person.ts";
import type { Stage } from "./stage.ts";

/** Signs somebody in without a page: the context has the cookie from then on. */
export async function signIn(
  { request }: Pick<BrowserContext, "request"> | { request: APIRequestContext },
  stage: Stage,
  role: Role,
): Promise<void> {
  const { email, password } = stage.people[role];
  const answer = await request.post(`${stage.url}api/auth/sign-in/email`, {
    data: { email, password },
    headers: { origin: new URL(stage.url).origin },
  });
  if (!answer.ok()) throw new Error(`${email} could not sign in: ${answer.status()} ${await answer.text()}`);
}

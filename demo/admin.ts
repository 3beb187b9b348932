import { randomInt } from "node:crypto";
import { addPerson, personByEmail, setPassword } from "#server/access/people.ts";
import { isOrielError } from "#server/errors.ts";
import { openStore, type Store } from "#server/store/open.ts";

export const DEMO_EMAIL = "demo@oriel.example";

/** Makes the demo's admin in the portal's store, or gives the one that is there the password. */
export async function ensureAdmin(stateDirectory: string, password: string): Promise<void> {
  const store = await openStore(stateDirectory);
  try {
    const id = await adminId(store);
    if (id === null) await addPerson(store, { email: DEMO_EMAIL, name: "Demo", role: "admin", password });
    else await setPassword(store, id, password);
  } finally {
    await store.close();
  }
}

/** Four groups of four without letters that are easily confused: something a person may have to type. */
export function generatePassword(): string {
  const letters = "abcdefghjkmnpqrstuvwxyz23456789";
  const group = () => Array.from({ length: 4 }, () => letters[randomInt(letters.length)]).join("");
  return Array.from({ length: 4 }, group).join("-");
}

async function adminId(store: Store): Promise<string | null> {
  try {
    return (await personByEmail(store, DEMO_EMAIL)).id;
  } catch (error) {
    if (isOrielError(error) && error.code === "person-unknown") return null;
    throw error;
  }
}

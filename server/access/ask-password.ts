import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";

/** Where a password comes from: a terminal, or lines that are piped in. */
type PasswordInput = NodeJS.ReadableStream & { isTTY?: boolean };

/**
 * Asks for a new password: twice and without showing it on a terminal; else it is the first line of the input.
 * @throws {Error} where the two differ, or there is none
 */
export async function askPassword(input: PasswordInput, prompts: NodeJS.WritableStream): Promise<string> {
  const silent = new Writable({ write: (_chunk, _encoding, done) => done() });
  const reader = createInterface({ input, output: silent, terminal: input.isTTY === true });
  const lines = reader[Symbol.asyncIterator]();
  const next = async (prompt: string): Promise<string> => {
    if (input.isTTY) prompts.write(prompt);
    const line = await lines.next();
    if (input.isTTY) prompts.write("\n");
    return line.done ? "" : line.value;
  };
  try {
    const password = await next("Password: ");
    if (password === "") throw new Error("No password was given.");
    if (input.isTTY && (await next("Once more: ")) !== password) throw new Error("The two passwords differ.");
    return password;
  } finally {
    reader.close();
  }
}

import type { GuestAddress } from "#server/contract/hand-off.ts";

/** Whether a text can be a user's name: "root", "ada@example.org", "EXAMPLE\\ada". Nothing that a shell or a connection file would read itself. */
export function isUserName(text: string): boolean {
  return /^[A-Za-z0-9_][A-Za-z0-9._@\\-]*$/.test(text) && text.length <= 100;
}

/**
 * The command that opens a shell in a guest (ssh(1)), for a POSIX shell.
 * @param user as {@link isUserName} takes it; "": the name that the person has on their own computer
 * @param options.direct leaves out the way through the hypervisor
 */
export function sshCommand({ address, jump }: GuestAddress, user: string, { direct = false } = {}): string {
  const through = jump && !direct ? ["-J", quoted(jump)] : [];
  return ["ssh", ...through, quoted(user ? `${user}@${address}` : address)].join(" ");
}

/** An IPv6 address in brackets would be a pattern, a backslash would be eaten. */
function quoted(word: string): string {
  return /[[\]\\]/.test(word) ? `'${word}'` : word;
}

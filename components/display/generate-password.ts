/** Without letters that are easily confused: somebody may have to type it. */
const letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/** What a display's password can hold: VNC's is cut to 8 characters by its own cipher (RFC 6143 section 7.2.2), SPICE's ends at 60. */
export const passwordLimit = { vnc: 8, spice: 60 } as const;

/** A password by chance, as long as the protocol makes sense of. */
export function generatePassword(protocol: "vnc" | "spice"): string {
  const length = protocol === "vnc" ? passwordLimit.vnc : 20;
  let password = "";
  while (password.length < length) {
    const [chance = 0] = crypto.getRandomValues(new Uint8Array(1));
    // What is above the last whole round of letters would make some of them likelier.
    if (chance < 256 - (256 % letters.length)) password += letters[chance % letters.length];
  }
  return password;
}

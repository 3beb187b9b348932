/** What no shell reads as anything but itself. */
const plain = /^[A-Za-z0-9_@%+=:,./-]+$/;

/** A word as a POSIX shell reads it back (XCU section 2.2.2): as it is where that is safe, else in single quotes. */
export function shellQuote(word: string): string {
  return plain.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

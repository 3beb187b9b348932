const MASK = "••••••••";

/** A password's attribute, wherever it stands: in an element, in a comment. */
const attribute = /(\bpasswd\s*=\s*)("[^"]*"|'[^']*')/g;
/** What QEMU's command line and firmware strings carry: "password=...", "-object secret,data=...", systemd's credentials. */
const option = /\b(password|passwd|passphrase|secret|token|data)=([^,\s"'<&]+)/gi;
const credential = /(io\.systemd\.credential(?:\.binary)?:[^=<\s]+=)([^<]+)/g;

/** Puts a mask in the place of every secret of a definition. The lines stay as many as they were. */
export function maskSecrets(xml: string): string {
  return xml
    .replace(attribute, (_, lead: string, quoted: string) => lead + quoted.charAt(0) + masked(quoted.slice(1, -1)) + quoted.charAt(0))
    .replace(credential, (_, lead: string, secret: string) => lead + masked(secret))
    .replace(option, (_, name: string) => `${name}=${MASK}`);
}

function masked(secret: string): string {
  return secret.replace(/^[^\n]*|(?<=\n)[^\n]*/g, MASK);
}

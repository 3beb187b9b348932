import ipaddr from "ipaddr.js";

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number];

/** Who may say on whose behalf they ask. */
export class TrustedProxies {
  readonly #ranges: readonly Range[];

  /** @param cidrs addresses and CIDR ranges, already checked */
  constructor(cidrs: readonly string[]) {
    this.#ranges = cidrs.map((text) => (text.includes("/") ? ipaddr.parseCIDR(text) : hostRange(text)));
  }

  /** Whether a peer is one of the trusted proxies. */
  trusts(address: string): boolean {
    if (this.#ranges.length === 0 || !ipaddr.isValid(address)) return false;
    const ip = ipaddr.process(address);
    return this.#ranges.some(([range, bits]) => range.kind() === ip.kind() && ip.match(range, bits));
  }

  /**
   * The client's address: the peer's own, or, behind trusted proxies, the last one of X-Forwarded-For that is not theirs.
   * @param peer the address at the other end of the socket
   * @param forwardedFor the X-Forwarded-For header as it came
   * @returns in its canonical form; IPv4 in IPv6 as IPv4
   */
  clientAddress(peer: string, forwardedFor: string | undefined): string {
    let client = canonical(peer) ?? "0.0.0.0";
    const hops = (forwardedFor ?? "").split(",").reverse();
    for (const hop of hops) {
      if (!this.trusts(client)) break;
      const named = canonical(hop.trim());
      if (named === null) break;
      client = named;
    }
    return client;
  }
}

function hostRange(text: string): Range {
  const ip = ipaddr.process(text);
  return [ip, ip.kind() === "ipv4" ? 32 : 128];
}

function canonical(text: string): string | null {
  return ipaddr.isValid(text) ? ipaddr.process(text).toString() : null;
}

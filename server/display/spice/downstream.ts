import { OrielError } from "#server/errors.ts";
import type { Conversation } from "../conversation.ts";
import { AUTH_SASL, AUTH_SPICE, without } from "./capabilities.ts";
import { linkErrorOf } from "./link-error.ts";
import { KEY_SIZE, type LinkReply, linkReply } from "./link-reply.ts";
import { ownPublicKey, TICKET_SIZE } from "./ticket.ts";
import { type Linking, selectsMechanism } from "./upstream.ts";

/**
 * The relay's end of a link towards a browser, after its link message: the display's answer with our own key in it, and a ticket
 * that is not looked at, because the display's own authentication is not the browser's business.
 */
export class Downstream {
  readonly #browser: Conversation;
  #said: "nothing" | "answer" | "result" = "nothing";

  constructor(browser: Conversation) {
    this.#browser = browser;
  }

  /** Passes the display's answer on. */
  answer(reply: LinkReply): void {
    this.#said = "answer";
    this.#browser.write(linkReply({ ...reply, common: without(reply.common, AUTH_SASL), publicKey: ownPublicKey() }));
  }

  /**
   * Takes the browser's ticket.
   * @throws {OrielError} client-protocol
   */
  async takeTicket({ message, reply }: Linking): Promise<void> {
    if (selectsMechanism(message, reply)) {
      const mechanism = (await this.#browser.read(4)).readUInt32LE();
      if (mechanism !== AUTH_SPICE)
        throw new OrielError("client-protocol", `it chose the authentication ${mechanism}, which was not offered`);
    }
    await this.#browser.read(TICKET_SIZE);
  }

  /** Says that the link is done. */
  accept(): void {
    this.#said = "result";
    this.#browser.write(Buffer.alloc(4));
  }

  /** Says that there is none, in the way that the browser waits for at this point; none is left once it has the result. */
  refuse(error: unknown): void {
    const linkError = linkErrorOf(error);
    if (this.#said === "nothing")
      this.#browser.write(linkReply({ error: linkError, publicKey: Buffer.alloc(KEY_SIZE), common: [], channel: [] }));
    if (this.#said === "answer") this.#browser.write(Buffer.of(linkError, 0, 0, 0));
  }
}

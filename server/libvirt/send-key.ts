import { type Caller, type CallOptions, nothing } from "./caller.ts";
import { type DomainRef, writeDomain } from "./domain-ref.ts";
import { procedure } from "./protocol.ts";

/** virKeycodeSet: Linux's input codes (KEY_ENTER is 28), which QEMU's driver takes too. */
const LINUX_KEYCODES = 0;

/**
 * Presses keys of the guest's keyboard together.
 * @param keycodes Linux input event codes, at most 16 (REMOTE_DOMAIN_SEND_KEY_MAX)
 */
export function sendKey(
  caller: Caller,
  domain: DomainRef,
  keycodes: readonly number[],
  options: CallOptions & { holdMs?: number } = {},
): Promise<void> {
  return caller.call(
    procedure.domainSendKey,
    (writer) => {
      writeDomain(writer, domain);
      writer.uint(LINUX_KEYCODES).uint(options.holdMs ?? 0);
      writer.array(keycodes, (to, code) => void to.uint(code)).uint(0);
    },
    nothing,
    options,
  );
}

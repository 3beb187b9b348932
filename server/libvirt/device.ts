import { type Caller, type CallOptions, nothing } from "./caller.ts";
import { type DomainRef, writeDomain } from "./domain-ref.ts";
import { procedure } from "./protocol.ts";

/** virDomainDeviceModifyFlags: what a change of a device is made to. VIR_DOMAIN_DEVICE_MODIFY_FORCE (4) is left out. */
const modifyFlags = { live: 1, config: 2 } as const;

export type UpdateOptions = CallOptions & {
  /** The run under way. */
  live?: boolean;
  /** The definition, for the next start. */
  config?: boolean;
};

/**
 * Changes a device that the domain has (virDomainUpdateDeviceFlags): its whole element, with what is to be different. libvirt finds a
 * `<graphics>` by its type. What a driver cannot change it refuses or, for some attributes, leaves as it was without a word: read the XML again.
 * @throws {LibvirtError} operationInvalid where the domain is off and `live` is asked for; operationUnsupported and others where it cannot be changed
 */
export function updateDevice(caller: Caller, domain: DomainRef, xml: string, options: UpdateOptions): Promise<void> {
  const flags = (options.live ? modifyFlags.live : 0) | (options.config ? modifyFlags.config : 0);
  if (flags === 0) throw new TypeError("a change is made to the run under way, to the definition, or to both");
  return caller.call(
    procedure.domainUpdateDeviceFlags,
    (writer) => {
      writeDomain(writer, domain);
      writer.string(xml).uint(flags);
    },
    nothing,
    options,
  );
}

import type { DisplayPlan } from "#server/contract/display-plan.ts";
import type { XmlElement } from "#server/hypervisors/xml/xml-element.ts";
import { type DeviceOption, optionsBetween, optionsOf } from "./device-options.ts";
import type { Domain } from "./domain.ts";

/** What the editor changes, in libvirt's order. */
const DEVICES = ["smartcard", "serial", "parallel", "console", "channel", "input", "sound", "audio", "video", "hostdev", "redirdev"];

/** No text of an XML document holds it. */
const PLACE = "\u0000";

/** A device of the definition and what becomes of it; `before` null: a new one, `after` null: one that goes. `place` counts from 1. */
type Step = { name: string; before: XmlElement | null; after: XmlElement | null; place: number };

type Input = {
  vmName: string;
  before: Domain;
  /** The same definition, changed; and its devices as they were before that, in the same order as `before` has them. */
  after: Domain;
  kept: ReadonlyMap<string, readonly XmlElement[]>;
  /** `<graphics>` that the running machine takes at once. */
  live: readonly XmlElement[];
};

/** The devices of a definition, to find again after it was changed. */
export function devicesOf(domain: Domain): Map<string, XmlElement[]> {
  return new Map(["graphics", ...DEVICES].map((name) => [name, domain.all(name)]));
}

/** The same change with libvirt's own programs. The order is one in which libvirt takes each step: nothing needs SPICE without it. */
export function commandsFor(input: Input): DisplayPlan["commands"] {
  const hasSpice = input.after.all("graphics").some((display) => display.get("type") === "spice");
  const graphics = stepsOf("graphics", input);
  const others = DEVICES.flatMap((name) => stepsOf(name, input));
  const steps = hasSpice ? [...graphics, ...others] : [...others, ...graphics];
  const vm = quoted(input.vmName);
  return [
    ...steps.map((step) => ({ tool: "virt-xml" as const, command: virtXml(vm, step) })),
    { tool: "virt-install", command: virtInstall(vm, input.after) },
    { tool: "virsh", command: `virsh edit ${vm}` },
    ...input.live.map((element) => ({ tool: "virsh" as const, command: liveUpdate(vm, element) })),
  ];
}

function stepsOf(name: string, { before, after, kept }: Input): Step[] {
  const [old, now, then] = [before.all(name), after.all(name), kept.get(name) ?? []];
  const steps = old.map((element, index) => {
    const same = then[index];
    return { name, before: element, after: same && now.includes(same) ? same : null, place: index + 1 };
  });
  const edited = steps.filter((step) => step.after && optionsBetween(step.before, step.after).length > 0);
  // From behind, so that the places of the others stay.
  const removed = steps.filter((step) => !step.after).reverse();
  const added = now.filter((element) => !then.includes(element)).map((element) => ({ name, before: null, after: element, place: 0 }));
  return [...edited, ...removed, ...added];
}

function virtXml(vm: string, { name, before, after, place }: Step): string {
  if (!after) return `virt-xml ${vm} --remove-device --${name} ${place}`;
  if (!before) return `virt-xml ${vm} --add-device --${name} ${optionText(optionsOf(after))}`;
  return `virt-xml ${vm} --edit ${place} --${name} ${optionText(optionsBetween(before, after))}`;
}

/** A new machine with these screens. */
function virtInstall(vm: string, domain: Domain): string {
  const devices = ["graphics", ...DEVICES].flatMap((name) =>
    domain.all(name).map((device) => `--${name} ${optionText(optionsOf(withoutAddress(device)))}`),
  );
  const none = domain.all("graphics").length === 0 ? ["--graphics none"] : [];
  return `virt-install --name ${vm} --memory 2048 --osinfo detect=on,require=off --disk none --pxe ${[...none, ...devices].join(" ")}`;
}

function withoutAddress(device: XmlElement): XmlElement {
  const copy = device.copy();
  for (const child of copy.children) if (["address", "alias"].includes(child.name) && device.name !== "hostdev") copy.remove(child);
  return copy;
}

function liveUpdate(vm: string, element: XmlElement): string {
  const shown = element.copy();
  shown.set("passwd", PLACE);
  const text = String(shown)
    .replace(/[\\$`]/g, "\\$&")
    .replace(PLACE, () => "$PASSWORD");
  return `virsh update-device ${vm} --live /dev/stdin <<XML\n${text}\nXML`;
}

function optionText(options: readonly DeviceOption[]): string {
  return options
    .map(({ name, value }) => (value === null ? `"${name}=$PASSWORD"` : quoted(`${name}=${value.replaceAll(",", "\\,")}`)))
    .join(",");
}

/** A word for a POSIX shell. */
function quoted(text: string): string {
  return /^[\w.,=/:@%+-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

import { below, parseXml } from "../xml-element.ts";

/** What a host's domain capabilities list; null where they say nothing of it. */
export type DeviceCapabilities = {
  graphics: string[] | null;
  videoModels: string[] | null;
  soundModels: string[] | null;
  channelTypes: string[] | null;
};

export const NOTHING_TOLD: DeviceCapabilities = { graphics: null, videoModels: null, soundModels: null, channelTypes: null };

/**
 * Reads a domain capabilities document (https://libvirt.org/formatdomaincaps.html).
 * @throws {Error} where it is not well-formed
 */
export function deviceCapabilities(xml: string): DeviceCapabilities {
  const root = parseXml(xml);
  const values = (device: string, name: string): string[] | null => {
    const [found] = below(root, "devices", device);
    const [choice] = found ? below(found, "enum").filter(({ attributes }) => attributes.name === name) : [];
    return choice ? below(choice, "value").map(({ text }) => text.trim()) : null;
  };
  return {
    graphics: values("graphics", "type"),
    videoModels: values("video", "modelType"),
    soundModels: values("sound", "model"),
    channelTypes: values("channel", "type"),
  };
}

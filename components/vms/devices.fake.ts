import type { VmDevices } from "#server/contract/vm.ts";

/** A machine without any device that a console could use. */
export const noDevices: VmDevices = {
  sound: [],
  spiceAgent: false,
  vdAgent: false,
  spiceClipboard: true,
  spiceFiles: true,
  usbRedirection: 0,
  smartcard: false,
  tablet: false,
  webdav: false,
  heads: 1,
};

/** Numbers of the SPICE protocol (spice-protocol's spice/enums.h and protocol.h). */

export const ChannelType = {
  main: 1,
  display: 2,
  inputs: 3,
  cursor: 4,
  playback: 5,
  record: 6,
  smartcard: 8,
  usbredir: 9,
  port: 10,
  webdav: 11,
} as const;

/** What a link is refused with (SpiceLinkErr). */
export const LinkError = {
  ok: 0,
  error: 1,
  invalidMagic: 2,
  invalidData: 3,
  versionMismatch: 4,
  needSecured: 5,
  needUnsecured: 6,
  permissionDenied: 7,
  badConnectionId: 8,
  channelNotAvailable: 9,
} as const;

/** Bits of the first word of common capabilities. */
export const CommonCap = { authSelection: 1 << 0, authSpice: 1 << 1, miniHeader: 1 << 3 } as const;

export const MouseMode = { server: 1, client: 2 } as const;

/** What a server says. */
export const Say = {
  setAck: 3,
  ping: 4,
  notify: 7,
  main: {
    init: 103,
    channelsList: 104,
    mouseMode: 105,
    agentDisconnected: 108,
    agentData: 109,
    agentToken: 110,
    agentConnectedTokens: 115,
  },
  display: { mark: 102, drawCopy: 304, surfaceCreate: 314, surfaceDestroy: 315, monitorsConfig: 317 },
  inputs: { init: 101, keyModifiers: 102, mouseMotionAck: 111 },
  cursor: { init: 101, set: 103 },
  playback: { data: 101, mode: 102, start: 103, stop: 104 },
} as const;

/** What a client says. */
export const Told = {
  ackSync: 1,
  ack: 2,
  pong: 3,
  main: { clientInfo: 101, attachChannels: 104, mouseModeRequest: 105, agentStart: 106, agentData: 107, agentToken: 108 },
  display: { init: 101 },
  inputs: {
    keyDown: 101,
    keyUp: 102,
    keyModifiers: 103,
    keyScancode: 104,
    mouseMotion: 111,
    mousePosition: 112,
    mousePress: 113,
    mouseRelease: 114,
  },
} as const;

/** Messages of the guest's agent (spice/vd_agent.h). */
export const Agent = {
  monitorsConfig: 2,
  reply: 3,
  clipboard: 4,
  announceCapabilities: 6,
  clipboardGrab: 7,
  clipboardRequest: 8,
  clipboardRelease: 9,
  fileStart: 10,
  fileStatus: 11,
  fileData: 12,
} as const;

/** Bits of the first word of an agent's capabilities. */
export const AgentCap = { monitorsConfig: 1 << 1, reply: 1 << 2, clipboardByDemand: 1 << 5, clipboardSelection: 1 << 6 } as const;

export function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt16LE(value & 0xffff, 2 * index);
  return bytes;
}

export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value >>> 0, 4 * index);
  return bytes;
}

export function u64(value: bigint | number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

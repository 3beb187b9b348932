/**
 * The numbers of libvirt's RPC protocol. libvirt calls it internal, yet both sides may be of different versions, so a
 * number once given is never given to anything else. Sources: libvirt's documentation of the RPC infrastructure
 * (https://libvirt.org/kbase/internals/rpc.html) and the facts of its protocol definitions remote_protocol.x,
 * virkeepaliveprotocol.x and virnetprotocol.x; each was seen at work against libvirt 9.0.
 */
export const program = {
  remote: 0x20008086,
  keepalive: 0x6b656570,
} as const;

/** Every program here is at version 1. */
export const PROTOCOL_VERSION = 1;

/** virNetMessageType: what a message is. */
export const messageType = {
  call: 0,
  reply: 1,
  event: 2,
  stream: 3,
  callWithFds: 4,
  replyWithFds: 5,
  streamHole: 6,
} as const;

/** virNetMessageStatus: of a reply, whether it worked; of a stream message, whether more follows. */
export const status = {
  ok: 0,
  error: 1,
  continue: 2,
} as const;

/** Procedures of the keepalive program. Its messages are of type event with serial 0. */
export const keepaliveProcedure = { ping: 1, pong: 2 } as const;

/** Procedures of the remote program (REMOTE_PROC_*). */
export const procedure = {
  connectOpen: 1,
  connectGetType: 3,
  connectGetVersion: 4,
  nodeGetInfo: 6,
  connectGetCapabilities: 7,
  domainCreateXml: 10,
  domainGetXmlDesc: 14,
  domainGetInfo: 16,
  domainLookupByName: 23,
  domainLookupByUuid: 24,
  domainReboot: 27,
  domainResume: 28,
  domainSuspend: 34,
  connectGetHostname: 59,
  authList: 66,
  authPolkit: 70,
  nodeDeviceGetXmlDesc: 114,
  nodeDeviceCreateXml: 123,
  domainIsPersistent: 151,
  connectGetLibVersion: 157,
  domainUpdateDeviceFlags: 174,
  domainCreateWithFlags: 196,
  domainOpenConsole: 201,
  domainScreenshot: 211,
  domainGetState: 212,
  domainSendKey: 226,
  domainUndefineFlags: 231,
  domainDestroyFlags: 234,
  domainReset: 245,
  domainShutdownFlags: 258,
  domainPmWakeup: 267,
  connectListAllDomains: 273,
  connectListAllNetworks: 283,
  connectListAllNodeDevices: 285,
  domainEventRegister: 316,
  domainEventDeregister: 317,
  eventLifecycle: 318,
  eventReboot: 319,
  eventGraphics: 323,
  eventControlError: 325,
  eventBalloonChange: 331,
  eventDeviceRemoved: 333,
  connectGetDomainCapabilities: 342,
  connectGetAllDomainStats: 344,
  eventAgentLifecycle: 348,
  domainDefineXmlFlags: 350,
  domainInterfaceAddresses: 353,
  eventDeviceAdded: 354,
  eventDeviceRemovalFailed: 367,
  eventMetadataChange: 379,
} as const;

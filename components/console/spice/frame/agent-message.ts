/** Message types and capabilities of the guest's agent (spice-protocol's spice/vd_agent.h). */
export const Agent = {
  clipboard: 4,
  announceCapabilities: 6,
  clipboardGrab: 7,
  clipboardRequest: 8,
  clipboardRelease: 9,
  capMonitorsConfig: 1,
  capClipboardByDemand: 5,
  capClipboardSelection: 6,
  capGuestLineEndCrlf: 9,
  capFileTransferDisabled: 13,
  /** Of clipboard types, UTF8_TEXT. */
  text: 1,
} as const;

/** VDAgentMessage: protocol u32, type u32, opaque u64, size u32. */
export const AGENT_HEADER_BYTES = 20;

/** Whether the agent has said that it can do something. */
export function agentCan(capabilities: number, bit: number): boolean {
  return ((capabilities >>> bit) & 1) === 1;
}

/** Of which type a message of the agent is. */
export function agentType(message: ArrayBuffer): number {
  return new DataView(message).getUint32(4, true);
}

/**
 * Which selection a clipboard message is about: 0 is the clipboard, the others are X11's. Where the agent knows
 * selections they stand first, in a byte and three that are not used.
 */
export function selectionOf(message: ArrayBuffer, capabilities: number): number {
  return agentCan(capabilities, Agent.capClipboardSelection) ? new DataView(message).getUint8(AGENT_HEADER_BYTES) : 0;
}

/** What the client takes for a message to the agent. */
export interface AgentBody {
  buffer_size(): number;
  to_buffer(buffer: ArrayBuffer, at?: number): void;
}

/** VDAgentClipboard with text: the selection where the agent knows them, the type u32, the text. */
export function clipboardText(text: string, capabilities: number): AgentBody {
  const bytes = new TextEncoder().encode(text);
  const head = agentCan(capabilities, Agent.capClipboardSelection) ? [0, Agent.text] : [Agent.text];
  return {
    buffer_size: () => 4 * head.length + bytes.length,
    to_buffer: (buffer, at = 0) => {
      const view = new DataView(buffer, at);
      for (const [index, value] of head.entries()) view.setUint32(4 * index, value, true);
      new Uint8Array(buffer, at + 4 * head.length).set(bytes);
    },
  };
}

/** The text of a VDAgentClipboard, or null where it is no text. `body` is without the message's header. */
export function textOf(body: ArrayBuffer, capabilities: number): string | null {
  const at = agentCan(capabilities, Agent.capClipboardSelection) ? 4 : 0;
  if (new DataView(body).getUint32(at, true) !== Agent.text) return null;
  return new TextDecoder().decode(new Uint8Array(body, at + 4));
}

/**
 * What Oriel uses of noVNC 1.7.0, which brings no types. Members that begin with an underscore are not part of its
 * documented interface; they are named here because client.ts overrides them, and hold for exactly this version.
 */
declare module "@novnc/novnc" {
  interface RfbEvents {
    connect: CustomEvent<Record<string, never>>;
    disconnect: CustomEvent<{ clean: boolean }>;
    bell: CustomEvent<undefined>;
    desktopname: CustomEvent<{ name: string }>;
  }

  /** noVNC's queues from and towards the display. */
  interface Websock {
    flush(): void;
    /** True where fewer bytes have come; what is read next begins `goback` bytes earlier then. */
    rQwait(what: string, bytes: number, goback: number): boolean;
    rQskipBytes(bytes: number): void;
    rQshift32(): number;
    rQshiftBytes(bytes: number): Uint8Array<ArrayBuffer>;
  }

  export default class RFB {
    constructor(target: HTMLElement, channel: WebSocket, options?: { shared?: boolean });
    /** Builders of client messages; each writes one to the send queue. */
    static messages: {
      clientCutText(sock: Websock, data: Uint8Array, extended: boolean): void;
      clientEncodings(sock: Websock, encodings: readonly number[]): void;
      fbUpdateRequest(sock: Websock, incremental: boolean, x: number, y: number, width: number, height: number): void;
    };

    viewOnly: boolean;
    focusOnClick: boolean;
    clipViewport: boolean;
    dragViewport: boolean;
    scaleViewport: boolean;
    showDotCursor: boolean;
    background: string;

    addEventListener<Name extends keyof RfbEvents>(name: Name, listener: (event: RfbEvents[Name]) => void): void;
    disconnect(): void;
    focus(options?: FocusOptions): void;
    /** Without `down` the key is pressed and released. A null code sends the keysym alone. */
    sendKey(keysym: number, code: string | null, down?: boolean): void;
    toBlob(callback: (blob: Blob | null) => void, type?: string, quality?: number): void;

    protected readonly _sock: Websock;
    protected readonly _canvas: HTMLCanvasElement;
    /** The size of the guest's picture, in pixels. */
    protected readonly _fbWidth: number;
    protected readonly _fbHeight: number;
    /** The guest's Caps Lock as its display told it last; null where it did not, or where it may have changed since. */
    protected _remoteCapsLock: boolean | null;
    protected readonly _keyboard: { _allKeysUp(): void };
    /** Reads what has arrived; called for every WebSocket message. */
    protected _handleMessage(): void;
    /** Reads one FramebufferUpdate; true when it is complete and drawn. */
    protected _framebufferUpdate(): boolean;
    /** Reads one rectangle of pixels; true when it is complete. */
    protected _handleDataRect(): boolean;
    /** Reads one ServerCutText behind its type; true when it is complete. */
    protected _handleServerCutText(): boolean;
    protected _resize(width: number, height: number): void;
    protected _sendEncodings(): void;
    /** Ends the connection as failed. */
    protected _fail(details: string): false;
  }
}

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
    rQwait(what: string, bytes: number, goback?: number): boolean;
    rQskipBytes(bytes: number): void;
    rQshift32(): number;
    rQshiftBytes(bytes: number): Uint8Array<ArrayBuffer>;
  }

  /** How noVNC draws. */
  interface Display {
    /** CSS pixels for one of the guest's; sizes the canvas, and makes of places on it the guest's. */
    scale: number;
  }

  export default class RFB {
    constructor(target: HTMLElement, channel: WebSocket, options?: { shared?: boolean });
    /** Builders of client messages; each writes one to the send queue. */
    static messages: {
      clientCutText(sock: Websock, data: Uint8Array, extended: boolean): void;
      clientEncodings(sock: Websock, encodings: readonly number[]): void;
      /** @param id of the screen @param flags of it, both as the display announced them */
      setDesktopSize(sock: Websock, width: number, height: number, id: number, flags: number): void;
      fbUpdateRequest(sock: Websock, incremental: boolean, x: number, y: number, width: number, height: number): void;
    };

    viewOnly: boolean;
    focusOnClick: boolean;
    showDotCursor: boolean;
    background: string;

    addEventListener<Name extends keyof RfbEvents>(name: Name, listener: (event: RfbEvents[Name]) => void): void;
    disconnect(): void;
    focus(options?: FocusOptions): void;
    /** Without `down` the key is pressed and released. A null code sends the keysym alone. */
    sendKey(keysym: number, code: string | null, down?: boolean): void;
    toBlob(callback: (blob: Blob | null) => void, type?: string, quality?: number): void;

    protected readonly _rfbConnectionState: string;
    protected readonly _sock: Websock;
    protected readonly _canvas: HTMLCanvasElement;
    protected readonly _display: Display;
    /** The rectangle that is being read. */
    protected readonly _FBU: { x: number; y: number };
    /** The screen that a display which can be resized has announced. */
    protected readonly _screenID: number;
    protected readonly _screenFlags: number;
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
    /** Reads an ExtendedDesktopSize; true when it is complete. */
    protected _handleExtendedDesktopSize(): boolean;
    /** Called when the element or the picture has another size. */
    protected _updateScale(): void;
    /** A button went down or up, or none did, at a place of the canvas in CSS pixels; the mask is RFB's. */
    protected _handleMouseButton(x: number, y: number, mask: number): void;
    /** The mouse moved; told to the display 60 times in a second at most. */
    protected _handleMouseMove(x: number, y: number): void;
    protected _resize(width: number, height: number): void;
    protected _sendEncodings(): void;
    /** Ends the connection as failed. */
    protected _fail(details: string): false;
  }
}

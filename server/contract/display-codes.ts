/**
 * Every code that a plan of the display editor speaks in, with the names of the values that come with it. Each names a sentence of
 * `components/messages`. Where a value may be missing in the XML it is "" (the hypervisor's own choice); a port that is given out is
 * "auto"; switches are "yes" and "no".
 */

/**
 * What keeps a change from being made. Where the field was so before and the change leaves it alone, the same code comes as advice
 * (a warning), so that an old fault blocks nothing else.
 */
export const problemCodes = {
  /** A key that the definition does not have, or one that stands twice. */
  "key-unknown": ["element", "key"],
  "key-twice": ["element", "key"],

  "graphics-twice": ["type"],
  "graphics-unsupported": ["type"],
  "port-range": ["port", "min", "max"],
  "port-taken": ["port", "machine"],
  /** Another display of this machine has it. */
  "port-twice": ["port"],
  /** The TLS port is the port without TLS. */
  "port-same-as-tls": ["port"],
  /** Of a SPICE display's two ports one is fixed and one given out: libvirt gives out both or none. */
  "ports-mixed": [],
  /** A port on a display that listens on a socket or nowhere. */
  "port-without-tcp": ["port"],
  "listen-foreign": ["address"],
  "network-unknown": ["network"],
  "socket-path": ["path"],
  "keymap-unknown": ["keymap"],
  "password-empty": [],
  "password-characters": [],
  "vnc-password-long": ["max"],
  "spice-password-long": ["max"],
  /** SPICE's password would become VNC's, and is too long for it. */
  "password-kept-long": ["max"],
  /** There is none to keep. */
  "password-nothing-kept": [],
  "expiry-past": ["validTo"],
  /** Encryption is demanded, and there is no TLS port. */
  "tls-port-needed": ["channel"],
  /** SPICE draws with the host's GPU only over a socket, or where it listens nowhere. */
  "gl-listen": [],

  "video-model-unknown": ["model"],
  "video-none-alone": [],
  /** Only the first video device may be of this model. */
  "video-only-primary": ["model"],
  "video-primary-twice": [],
  "heads-unsupported": ["model"],
  "heads-range": ["min", "max"],
  "video-size-unsupported": ["size", "model"],
  "video-size-small": ["size", "min"],
  "video-size-power": ["size"],
  "accel3d-unsupported": ["model"],

  "sound-unknown": ["model"],
  "serial-target-unknown": ["target"],
  /** The host side can be made a "pty" only. */
  "serial-source-unsupported": ["source"],
  /** A `<console>` of this kind is the first serial line once more. */
  "console-repeats-serial": [],
  "log-path": ["path"],
  "host-device-twice": ["device"],
  "gpu.unknown": ["address"],
  "gpu.in-use": ["address", "machine"],
  /** The host's own console is on it. */
  "gpu.host-console": ["address"],
  /** `missing`: the addresses that are handed over with it only, parted by spaces. */
  "gpu.group": ["address", "group", "missing"],
  /** It is cut into virtual GPUs that exist. */
  "gpu.mdevs": ["address"],
  "mdev.unknown": ["uuid"],
  "mdev.in-use": ["uuid", "machine"],
  /** A vGPU's picture is to be shown, and there is no display. */
  "host-device-display-alone": [],

  /** libvirt finds no port for so many devices ("No free USB ports"). */
  "usb-ports": [],

  /** Both agents want the same channel of the guest. */
  "agents-both": [],
  "vnc-agent-unsupported": [],
  /** The device needs SPICE; the machine would not start. `device`: an id of `followId`. */
  "spice-left-behind": ["device"],
} as const;
export type ProblemCode = keyof typeof problemCodes;

/** What is good to know; the change can be made. */
export const adviceCodes = {
  /** Anybody who reaches the display may use it. */
  "password-none": ["type"],
  unencrypted: ["type", "listen"],
  "vnc-password-weak": ["max"],
  /** A running machine's display cannot lose its password: it keeps it until it is powered off. */
  "password-removed": ["type"],
  /** The running display keeps the password that it has, or stays without one, until power-off. */
  "running-password-kept": ["type"],
  "share-policy": ["policy"],
  /** Where a port is given out libvirt gives out a TLS port as well, if the host has TLS for SPICE. */
  "tls-port-auto": [],
  /** TLS for SPICE must be set up in the host's qemu.conf. */
  "tls-needs-host": [],
  "browser-image": ["image"],
  "browser-jpeg": ["jpeg"],
  "browser-vnc": [],
  /** No browser can show what SPICE draws with the host's GPU. */
  "browser-gl": [],

  "cirrus-windows": ["os"],
  "cirrus-no-full-hd": [],
  "qxl-without-spice": [],
  "virtio-windows": ["os"],
  /** Blank until the guest's driver is there, because it is not VGA-compatible. */
  "virtio-blank": ["arch"],
  "vmvga-driver": [],
  /** No picture before the operating system's driver, because the firmware draws on VGA only. */
  "no-vga-text": ["model"],
  "accel3d-needs-gl": [],
  "heads-vnc": ["heads"],
  /** libvirt rounds a size up to a power of two. */
  "video-rounded": ["size", "before", "after"],
  "none-serial": [],
  "none-no-serial": [],
  "no-display": [],
  "no-display-no-serial": [],
  /** There is a display, and no video device is written down: libvirt adds one. */
  "video-implicit": [],

  "vnc-agent-no-save": [],
  /** SPICE's clients cannot copy, paste and resize; QEMU's own agent serves VNC's only. */
  "spice-no-agent": [],
  "sound-silent": [],
  "no-tablet": [],
  "host-device-no-save": [],
  "host-device-display-gl": [],
  /** Another machine, which does not run with it now, is defined to have it too. */
  "gpu.claimed": ["device", "machine"],
} as const;
export type AdviceCode = keyof typeof adviceCodes;

const change = ["before", "after"] as const;

/** What a plan, a restore or a wait for the next start changes. */
export const changeCodes = {
  /** `listen`: as `graphics.listen`. */
  "graphics.added": ["type", "listen", "port"],
  "graphics.removed": ["type", "listen", "port"],
  "graphics.type": change,
  /** "default", "none", "socket PATH", "network NAME" or an address. */
  "graphics.listen": ["type", ...change],
  "graphics.port": ["type", ...change],
  "graphics.tls-port": change,
  "graphics.password-added": ["type"],
  "graphics.password-changed": ["type"],
  "graphics.password-removed": ["type"],
  /** Moments in UTC (ISO 8601); "": never. */
  "graphics.password-expiry": ["type", ...change],
  "graphics.keymap": ["type", ...change],
  "graphics.share-policy": change,
  "graphics.default-mode": change,
  "graphics.channel": ["channel", ...change],
  "graphics.image": change,
  "graphics.jpeg": change,
  "graphics.zlib": change,
  "graphics.playback": change,
  "graphics.streaming": change,
  "graphics.clipboard": change,
  "graphics.file-transfer": change,
  "graphics.mouse": change,
  "graphics.gl": change,

  "video.added": ["model"],
  "video.removed": ["model"],
  "video.model": change,
  "video.ram": ["model", ...change],
  "video.vram": ["model", ...change],
  "video.vram64": ["model", ...change],
  "video.vgamem": ["model", ...change],
  "video.heads": ["model", ...change],
  "video.primary": ["model", ...change],
  "video.accel3d": ["model", ...change],

  "sound.added": ["model"],
  "sound.removed": ["model"],
  "sound.model": change,
  /** What sound is played to: "spice", "none" ... */
  "audio.backend": change,
  /** `device`: "spice-agent", "vnc-agent", "tablet", "folder-sharing", "smartcard". */
  "device.added": ["device"],
  "device.removed": ["device"],
  "usb-redirection": change,
  /** A character device on a SPICE port of this name. */
  "spice-port.removed": ["name"],
  "spice-port.added": ["name"],
  "serial.added": ["element", "target", "source"],
  "serial.removed": ["element", "target", "source"],
  "serial.source": ["element", ...change],
  "serial.target": ["element", ...change],
  "serial.log": ["element", ...change],
  /** `type`: "pci" or "mdev"; `device`: address or UUID. */
  "host-device.added": ["type", "device"],
  "host-device.removed": ["type", "device"],
  "host-device.display": ["device", ...change],
  /** Something that the editor does not know differs; the diff shows it. */
  "xml.other": [],
} as const;
export type ChangeCode = keyof typeof changeCodes;

/** What comes with a follow: what it makes of what, and what for. */
export const followValues = {
  "spice-agent": change,
  "vnc-agent": change,
  "usb-redirection": change,
  "folder-sharing": change,
  smartcard: change,
  sound: change,
  "audio-backend": change,
  tablet: change,
  video: change,
  "spice-port": ["name", ...change],
} as const;

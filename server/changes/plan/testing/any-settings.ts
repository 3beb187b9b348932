import fc from "fast-check";
import type {
  DisplaySettings,
  GraphicsSettings,
  HostDeviceSettings,
  SerialSettings,
  SpiceSettings,
  VideoSettings,
} from "#server/contract/display-settings.ts";
import { displaySettings, spiceChannelName } from "#server/contract/display-settings.ts";

const orNull = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: null });
const port = fc.constantFrom(null, null, 5901, 5902, 5950, 65535);
const mode = fc.constantFrom("any" as const, "secure" as const, "insecure" as const);

const listen = fc.oneof(
  fc.constant({ type: "default" as const }),
  fc.record({
    type: fc.constant("address" as const),
    address: fc.constantFrom("0.0.0.0", "::", "127.0.0.1", "192.0.2.10", "2001:db8::10"),
  }),
  fc.constant({ type: "network" as const, network: "default" }),
  fc.record({ type: fc.constant("socket" as const), path: fc.constantFrom(null, "/run/x.sock", '/run/it\'s <a> & "b"') }),
  fc.constant({ type: "none" as const }),
);

const password = fc.oneof(
  fc.constant({ kind: "none" as const }),
  fc.record({
    kind: fc.constant("new" as const),
    value: fc.string({ minLength: 1, maxLength: 8, unit: fc.constantFrom("a", "'", '"', "<", "&", ">", " ", "]") }),
    validTo: fc.constantFrom(null, "2031-01-02T03:04:05Z", "2031-01-02T03:04:05.678Z"),
  }),
  fc.record({ kind: fc.constant("keep" as const), validTo: fc.constantFrom(null, "2031-01-02T03:04:05Z") }),
);

const key = (keys: readonly number[]) => fc.constantFrom(null, ...keys);
const shared = (keys: readonly number[]) => ({ key: key(keys), listen, port, password, keymap: fc.constantFrom(null, "de", "en-us") });

function graphics(keys: readonly number[]): fc.Arbitrary<GraphicsSettings> {
  const { image, jpeg, zlib, streaming, mouse } = displaySettings.shape.graphics.element.options[1].shape;
  const vnc = fc.record({
    type: fc.constant("vnc" as const),
    ...shared(keys),
    sharePolicy: fc.constantFrom(null, "allow-exclusive" as const, "force-shared" as const, "ignore" as const),
  });
  const spice = fc.record({
    type: fc.constant("spice" as const),
    ...shared(keys),
    tlsPort: fc.constantFrom(null, "auto" as const, 5911, 5912),
    defaultMode: orNull(mode),
    channels: fc.dictionary(fc.constantFrom(...spiceChannelName.options), mode, { maxKeys: 3, noNullPrototype: true }),
    image: orNull(fc.constantFrom(...image.unwrap().options)),
    jpeg: orNull(fc.constantFrom(...jpeg.unwrap().options)),
    zlib: orNull(fc.constantFrom(...zlib.unwrap().options)),
    playback: orNull(fc.boolean()),
    streaming: orNull(fc.constantFrom(...streaming.unwrap().options)),
    clipboard: orNull(fc.boolean()),
    fileTransfer: orNull(fc.boolean()),
    mouse: orNull(fc.constantFrom(...mouse.unwrap().options)),
    gl: fc.boolean(),
  });
  return fc.oneof(vnc, spice);
}

const models = ["vga", "virtio", "qxl", "cirrus", "vmvga", "qxl", "virtio", "bochs", "ramfb", "none"];

function video(keys: readonly number[]): fc.Arbitrary<VideoSettings> {
  const size = fc.constantFrom(null, null, null, 1024, 16384, 20000, 65536);
  return fc.record({
    key: key(keys),
    model: fc.constantFrom(...models),
    ram: size,
    vram: size,
    vram64: size,
    vgamem: fc.constantFrom(null, null, 16384),
    heads: fc.constantFrom(null, null, 1, 2),
    primary: fc.boolean(),
    accel3d: fc.boolean(),
  });
}

function serials(before: readonly SerialSettings[]): fc.Arbitrary<SerialSettings> {
  const fresh = fc.constantFrom(
    { element: "serial" as const, target: null },
    { element: "serial" as const, target: "isa-serial" },
    { element: "serial" as const, target: "pci-serial" },
    { element: "console" as const, target: "virtio" },
  );
  const log = fc.constantFrom(null, "/var/log/x.log", "/var/log/it's & <x>.log");
  const made = fc.record({ of: fresh, log }).map(({ of, log: file }) => ({ key: null, source: "pty", log: file, ...of }));
  if (before.length === 0) return made;
  const kept = fc.record({ old: fc.constantFrom(...before), log, pty: fc.boolean() }).map(({ old, log: file, pty }) => ({
    ...old,
    log: file,
    source: pty ? "pty" : old.source,
  }));
  return fc.oneof(made, kept);
}

const hostDevice: fc.Arbitrary<HostDeviceSettings> = fc.oneof(
  fc.record({ key: fc.constant(null), type: fc.constant("pci" as const), address: fc.constantFrom("0000:01:00.0", "0000:41:1f.7") }),
  fc.record({ key: fc.constant(null), type: fc.constant("mdev" as const), uuid: fc.uuid(), display: fc.boolean() }),
);

/** Settings that somebody might want of a machine whose settings are these: entries of its own changed, some gone, some new. */
export function anySettings(before: DisplaySettings): fc.Arbitrary<DisplaySettings> {
  const keysOf = (items: readonly { key: number | null }[]) => items.flatMap((item) => item.key ?? []);
  const keyOf = ({ key: held }: { key: number | null }) => held ?? Symbol();
  const lineOf = ({ key: held, element }: SerialSettings) => (held === null ? Symbol() : `${element}${held}`);
  const deviceOf = (device: HostDeviceSettings) => (device.type === "pci" ? device.address : device.uuid);
  const sound = fc.record({ key: key(keysOf(before.sound)), model: fc.constantFrom("ich9", "ac97", "usb") });
  return fc
    .record(
      {
        graphics: fc.uniqueArray(graphics(keysOf(before.graphics)), { maxLength: 2, selector: keyOf }),
        video: fc.uniqueArray(video(keysOf(before.video)), { maxLength: 3, selector: keyOf }),
        sound: fc.uniqueArray(sound, { maxLength: 2, selector: keyOf }),
        spiceAgent: fc.boolean(),
        vncAgent: fc.boolean(),
        usbRedirection: fc.nat(4),
        tablet: fc.boolean(),
        folderSharing: fc.boolean(),
        serials: fc.uniqueArray(serials(before.serials), { maxLength: 3, selector: lineOf }),
        hostDevices: fc
          .uniqueArray(hostDevice, { maxLength: 2, selector: deviceOf })
          .map((fresh) => [...before.hostDevices.slice(1), ...fresh]),
      },
      { requiredKeys: [] },
    )
    .map((changed) => mended({ ...before, ...changed }));
}

/** Without the most frequent reasons for a refusal, so that enough is left to be made. */
function mended(settings: DisplaySettings): DisplaySettings {
  const graphics = settings.graphics
    .filter(({ type }, index, all) => all.findIndex((other) => other.type === type) === index)
    .map((display) => (display.type === "spice" ? mendedSpice(display) : display))
    .map((display) =>
      display.key === null && display.password.kind === "keep" ? { ...display, password: { kind: "none" as const } } : display,
    );
  const serves = graphics.some(({ type }) => type === "spice");
  return {
    ...settings,
    graphics,
    video: settings.video.some(({ model }) => model === "none") ? settings.video.slice(0, 1) : settings.video.map(mendedVideo),
    spiceAgent: serves && settings.spiceAgent,
    vncAgent: settings.vncAgent && !(serves && settings.spiceAgent),
    usbRedirection: serves ? settings.usbRedirection : 0,
    folderSharing: serves && settings.folderSharing,
  };
}

function mendedSpice(display: SpiceSettings): SpiceSettings {
  const local = display.listen.type === "socket" || display.listen.type === "none";
  const tlsPort = display.port === null ? "auto" : 5911;
  return { ...display, gl: display.gl && local, port: local ? null : display.port, tlsPort: local ? null : tlsPort };
}

function mendedVideo(video: VideoSettings, index: number): VideoSettings {
  const model = index > 0 && video.model !== "virtio" ? "qxl" : video.model;
  const sizes = model === "qxl" ? {} : { ram: null, vram: model === "vga" ? video.vram : null, vram64: null, vgamem: null };
  const heads = ["qxl", "virtio"].includes(model) ? video.heads : null;
  return { ...video, model, ...sizes, heads, primary: index === 0, accel3d: video.accel3d && model === "virtio" };
}

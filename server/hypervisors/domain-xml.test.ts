import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readDomainXml } from "./domain-xml.ts";

function domain(inside: string, attributes = ""): string {
  return `<domain type='qemu'${attributes}><name>one</name><uuid>6F9619FF-8b86-d011-b42d-00c04fc964ff</uuid>${inside}</domain>`;
}

function devices(inside: string): ReturnType<typeof readDomainXml> {
  return readDomainXml(domain(`<devices>${inside}</devices>`));
}

describe("the machine itself", () => {
  it("reads name, uuid, run, title, processors and memory", () => {
    const facts = readDomainXml(
      domain(
        "<title>A &lt;title&gt; &amp; <![CDATA[<more>]]></title><vcpu placement='static'>4</vcpu><memory unit='KiB'>2097152</memory>",
        " id='7'",
      ),
    );
    expect(facts).toMatchObject({
      name: "one",
      uuid: "6f9619ff-8b86-d011-b42d-00c04fc964ff",
      id: 7,
      title: "A <title> & <more>",
      vcpus: 4,
      memoryMiB: 2048,
      os: null,
    });
  });

  it("has no run where the machine is off", () => {
    expect(readDomainXml(domain("")).id).toBeNull();
  });

  it("counts the processors that are on and the memory the balloon leaves", () => {
    const facts = readDomainXml(
      domain("<vcpu current='2'>8</vcpu><memory unit='GiB'>4</memory><currentMemory unit='MiB'>1536</currentMemory>"),
    );
    expect(facts).toMatchObject({ vcpus: 2, memoryMiB: 1536 });
  });

  it.each([
    ["", 1024 * 1024, 1024],
    [" unit='b'", 3 * 1024 ** 2, 3],
    [" unit='bytes'", 3 * 1024 ** 2, 3],
    [" unit='k'", 5 * 1024, 5],
    [" unit='KiB'", 5 * 1024, 5],
    [" unit='KB'", 1_048_576, 1000],
    [" unit='M'", 64, 64],
    [" unit='MB'", 1_048_576, 1_000_000],
    [" unit='mib'", 64, 64],
    [" unit='G'", 2, 2048],
    [" unit='GB'", 2048, 1_953_125],
    [" unit='TiB'", 1, 1024 ** 2],
    [" unit='parsec'", 1, 0],
  ])("scales memory with%s", (unit, amount, expected) => {
    expect(readDomainXml(domain(`<memory${unit}>${amount}</memory>`)).memoryMiB).toBe(expected);
  });

  it.each(["libosinfo", "os-info"])("finds the operating system under the prefix %s", (prefix) => {
    const xml = domain(
      `<metadata><other:x xmlns:other='urn:x'><other:os id='no'/></other:x>
       <${prefix}:libosinfo xmlns:${prefix}='http://libosinfo.org/xmlns/libvirt/domain/1.0'><${prefix}:os id='http://debian.org/debian/12'/></${prefix}:libosinfo></metadata>`,
    );
    expect(readDomainXml(xml).os).toBe("http://debian.org/debian/12");
  });

  it("is not misled by the prefix of another namespace", () => {
    const xml = domain("<metadata><libosinfo:libosinfo xmlns:libosinfo='urn:x'><libosinfo:os id='no'/></libosinfo:libosinfo></metadata>");
    expect(readDomainXml(xml).os).toBeNull();
  });
});

describe("graphics", () => {
  it("reads both displays of a machine with all they say", () => {
    const { graphics } = devices(
      `<graphics type='vnc' port='5901' autoport='yes' listen='127.0.0.1' keymap='de' passwd='s3cret' passwdValidTo='2026-01-31T12:00:00' sharePolicy='force-shared' powerControl='yes'>
         <listen type='address' address='127.0.0.1'/></graphics>
       <graphics type='spice' port='5902' tlsPort='5903' defaultMode='secure'><listen type='network' network='default' address='192.168.122.1'/>
         <channel name='main' mode='insecure'/><channel name='record' mode='any'/></graphics>`,
    );
    expect(graphics).toEqual([
      {
        type: "vnc",
        port: 5901,
        tlsPort: null,
        defaultMode: "any",
        channelModes: {},
        autoport: true,
        listens: [{ type: "address", address: "127.0.0.1" }],
        password: "s3cret",
        passwordValidTo: "2026-01-31T12:00:00",
        keymap: "de",
        sharePolicy: "force-shared",
        powerControl: true,
      },
      {
        type: "spice",
        port: 5902,
        tlsPort: 5903,
        defaultMode: "secure",
        channelModes: { main: "insecure", record: "any" },
        autoport: false,
        listens: [{ type: "network", network: "default", address: "192.168.122.1" }],
        password: null,
        passwordValidTo: null,
        keymap: null,
        sharePolicy: null,
        powerControl: false,
      },
    ]);
  });

  it.each([
    ["<graphics type='vnc' listen='0.0.0.0'/>", [{ type: "address", address: "0.0.0.0" }]],
    ["<graphics type='vnc' socket='/run/a.sock'/>", [{ type: "socket", path: "/run/a.sock" }]],
    ["<graphics type='vnc'><listen type='socket' socket='/run/b.sock'/></graphics>", [{ type: "socket", path: "/run/b.sock" }]],
    ["<graphics type='vnc'><listen type='socket'/></graphics>", [{ type: "socket", path: null }]],
    ["<graphics type='spice'><listen type='none'/></graphics>", [{ type: "none" }]],
    ["<graphics type='vnc'><listen type='address'/></graphics>", [{ type: "address", address: null }]],
    ["<graphics type='vnc'><listen type='carrier-pigeon'/></graphics>", []],
    ["<graphics type='vnc'/>", []],
    [
      "<graphics type='vnc' listen='10.0.0.1'><listen type='address' address='10.0.0.1'/><listen type='address' address='::1'/></graphics>",
      [
        { type: "address", address: "10.0.0.1" },
        { type: "address", address: "::1" },
      ],
    ],
  ])("reads where %s listens", (xml, listens) => {
    expect(devices(xml).graphics[0]?.listens).toEqual(listens);
  });

  it.each(["-1", "0", "70000", "x", ""])("takes the port %j for none", (port) => {
    expect(devices(`<graphics type='vnc' port='${port}'/>`).graphics[0]?.port).toBeNull();
  });

  it("reads an empty password as a password", () => {
    expect(devices("<graphics type='vnc' passwd=''/>").graphics[0]?.password).toBe("");
  });
});

describe("video", () => {
  it("lists the models in their order with their heads", () => {
    const { video } = devices("<video><model type='qxl' heads='4' primary='yes'/></video><video><model type='virtio'/></video>");
    expect(video).toEqual([
      { model: "qxl", heads: 4 },
      { model: "virtio", heads: 1 },
    ]);
  });
});

describe("serial lines and consoles", () => {
  it("counts the first serial line once, though it is shown as the first console too", () => {
    const { serials } = devices(
      `<serial type='pty'><source path='/dev/pts/3'/><target type='isa-serial' port='0'><model name='isa-serial'/></target><alias name='serial0'/></serial>
       <serial type='tcp'><target type='isa-serial' port='1'/><alias name='serial1'/></serial>
       <console type='pty' tty='/dev/pts/3'><target type='serial' port='0'/><alias name='serial0'/></console>
       <console type='pty'><target type='virtio' port='1'/><alias name='console1'/></console>`,
    );
    expect(serials).toEqual([
      { element: "serial", type: "pty", target: "isa-serial", port: 0, alias: "serial0", log: null },
      { element: "serial", type: "tcp", target: "isa-serial", port: 1, alias: "serial1", log: null },
      { element: "console", type: "pty", target: "virtio", port: 1, alias: "console1", log: null },
    ]);
  });

  it("keeps a console that stands alone", () => {
    const { serials } = devices("<console type='pty'><target type='sclp' port='0'/></console>");
    expect(serials).toEqual([{ element: "console", type: "pty", target: "sclp", port: 0, alias: null, log: null }]);
  });

  it("takes no target of another device for its own", () => {
    const { serials } = devices(
      "<serial type='pty'/><channel type='unix'><target type='virtio' name='org.qemu.guest_agent.0'/><alias name='channel0'/></channel>",
    );
    expect(serials).toEqual([{ element: "serial", type: "pty", target: null, port: null, alias: null, log: null }]);
  });
});

describe("guest agent", () => {
  it.each([
    ["<target type='virtio' name='org.qemu.guest_agent.0' state='connected'/>", true],
    ["<target type='virtio' name='org.qemu.guest_agent.0' state='disconnected'/>", false],
    ["<target type='virtio' name='org.qemu.guest_agent.0'/>", false],
    ["<target type='virtio' name='com.redhat.spice.0' state='connected'/>", false],
  ])("says whether it is connected: %s", (target, connected) => {
    expect(devices(`<channel type='unix'>${target}</channel>`).agent).toBe(connected);
  });
});

describe("odd and hostile XML", () => {
  it("ignores namespaced elements that look like its own", () => {
    const facts = readDomainXml(
      domain(
        "<qemu:commandline><qemu:arg value='-vnc'/></qemu:commandline><qemu:title>no</qemu:title>",
        " xmlns:qemu='http://libvirt.org/schemas/domain/qemu/1.0'",
      ),
    );
    expect(facts.title).toBe("");
  });

  it("ignores elements of the right name in the wrong place", () => {
    const facts = readDomainXml(
      domain("<metadata><x:a xmlns:x='urn:x'><graphics type='vnc'/><name>two</name></x:a></metadata><os><name>no</name></os>"),
    );
    expect(facts).toMatchObject({ name: "one", graphics: [] });
  });

  it.each([
    ["a document type", `<!DOCTYPE domain [<!ENTITY a "b">]>${domain("")}`],
    ["an entity nobody declared", domain("<title>&xxe;</title>")],
    ["an element left open", "<domain><name>one</name>"],
    ["two roots", `${domain("")}${domain("")}`],
    ["another document", "<network><name>default</name></network>"],
    ["nothing", ""],
    ["text", "not xml"],
    ["a NUL", domain("<title>\0</title>")],
  ])("refuses %s", (_, xml) => {
    expect(() => readDomainXml(xml)).toThrow(Error);
  });

  it("takes attributes named like parts of every object for what they are", () => {
    const { graphics } = devices("<graphics type='vnc' constructor='x' __proto__='y' port='5900'/>");
    expect(graphics[0]).toMatchObject({ type: "vnc", port: 5900 });
  });

  it("reads a huge name, and elements nested very deep, in linear time", () => {
    const name = "n".repeat(1_000_000);
    const nested = 200_000;
    const xml = `<domain><name>${name}</name><metadata>${"<a>".repeat(nested)}${"</a>".repeat(nested)}</metadata><title>t</title></domain>`;
    expect(readDomainXml(xml)).toMatchObject({ name, title: "t" });
  });

  it("gives every name back as it was written", () => {
    const escaped = (text: string) => text.replace(/[&<>\r]/g, (character) => `&#${character.codePointAt(0)};`);
    const text = fc
      .string({ unit: "binary", minLength: 1 })
      .map((raw) => raw.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, ""));
    fc.assert(
      fc.property(text, (name) => {
        expect(readDomainXml(`<domain><name>${escaped(name)}</name></domain>`).name).toBe(name.trim());
      }),
      { examples: [["]]>"], ["\u202egnp.exe"], ["שרת"], ["<script>"], ["&amp;"], ["'\""]] },
    );
  });

  it("never does anything but read or throw", () => {
    const piece = fc.oneof(
      fc.constantFrom(
        "<domain>",
        "</domain>",
        "<devices>",
        "<graphics type='vnc' port='",
        "'>",
        "<listen/>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "&lt;",
        "<?x?>",
      ),
      fc.string(),
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 20 }), (pieces) => {
        try {
          readDomainXml(pieces.join(""));
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
        }
      }),
    );
  });
});

describe("what a console or a viewer can do with the devices", () => {
  it("finds SPICE's agent, folders, redirection, sound, tablet and smart card", () => {
    const { devices: found } = devices(
      `<graphics type='spice'><clipboard copypaste='no'/><filetransfer enable='no'/></graphics>
       <channel type='spicevmc'><target type='virtio' name='com.redhat.spice.0' state='connected'/></channel>
       <channel type='spiceport'><source channel='org.spice-space.webdav.0'/><target type='virtio' name='org.spice-space.webdav.0'/></channel>
       <redirdev bus='usb' type='spicevmc'/><redirdev bus='usb' type='spicevmc'/><redirdev bus='usb' type='tcp'/>
       <smartcard mode='passthrough' type='spicevmc'/><input type='tablet' bus='usb'/><sound model='ich9'/><sound model='usb'/>
       <video><model type='qxl' heads='2'/></video><video><model type='virtio'/></video><video><model type='none'/></video>`,
    );
    expect(found).toEqual({
      sound: ["ich9", "usb"],
      spiceAgent: true,
      vdAgent: false,
      spiceClipboard: false,
      spiceFiles: false,
      usbRedirection: 2,
      smartcard: true,
      tablet: true,
      webdav: true,
      heads: 3,
    });
  });

  it("takes QEMU's own agent only where it shares the clipboard, and no other channel for an agent", () => {
    const agent = (copypaste: string) =>
      devices(
        `<channel type='qemu-vdagent'><source><clipboard copypaste='${copypaste}'/></source><target type='virtio' name='com.redhat.spice.0'/></channel>`,
      ).devices;
    expect(agent("yes")).toMatchObject({ vdAgent: true, spiceAgent: false });
    expect(agent("no").vdAgent).toBe(false);
    expect(
      devices("<channel type='unix'><target type='virtio' name='com.redhat.spice.0'/></channel><smartcard mode='host'/>").devices,
    ).toMatchObject({
      spiceAgent: false,
      smartcard: false,
    });
  });

  it("finds where the log of a line is kept", () => {
    const { serials } = devices(
      "<serial type='pty'><log file='/var/log/a.log'/></serial><serial type='pty'><log file='b.log' append='on'/></serial><serial type='pty'/>",
    );
    expect(serials.map(({ log }) => log)).toEqual([{ file: "/var/log/a.log", append: false }, { file: "b.log", append: true }, null]);
  });
});

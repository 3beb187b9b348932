/** A PC with some devices, as libvirt writes it. */
export function definition(devices: string, machine = "pc-q35-7.2"): string {
  const lines = devices
    .trim()
    .split("\n")
    .map((line) => `    ${line}\n`)
    .join("");
  return `<domain type='kvm'>
  <name>vm</name>
  <os>
    <type arch='x86_64' machine='${machine}'>hvm</type>
  </os>
  <devices>
${lines}  </devices>
</domain>
`;
}

/** Everything that hangs on SPICE. */
export const SPICE_MACHINE = definition(`
<controller type='usb' index='0' model='qemu-xhci' ports='15'/>
<smartcard mode='passthrough' type='spicevmc'/>
<channel type='spicevmc'>
  <target type='virtio' name='com.redhat.spice.0'/>
  <address type='virtio-serial' controller='0' bus='0' port='1'/>
</channel>
<channel type='spiceport'>
  <source channel='org.spice-space.webdav.0'/>
  <target type='virtio' name='org.spice-space.webdav.0'/>
</channel>
<graphics type='spice' port='5901' autoport='no' passwd='geheim'>
  <listen type='address'/>
  <image compression='off'/>
</graphics>
<sound model='ich9'/>
<audio id='1' type='spice'/>
<video>
  <model type='qxl' ram='65536' vram='65536' vgamem='16384' heads='2' primary='yes'/>
</video>
<redirdev bus='usb' type='spicevmc'/>
<redirdev bus='usb' type='spicevmc'/>`);

/** VNC and little else. */
export const VNC_MACHINE = definition(`
<graphics type='vnc' port='5902' autoport='no' passwd='geheim' keymap='de'>
  <listen type='address' address='127.0.0.1'/>
</graphics>
<audio id='1' type='none'/>
<video>
  <model type='vga' vram='16384' heads='1' primary='yes'/>
</video>`);

/** A machine of libvirt's test driver, which runs none and takes any XML. */
export function testDomain(name: string, devices = ""): string {
  return `<domain type='test'><name>${name}</name><memory unit='MiB'>64</memory><vcpu>2</vcpu><os><type>hvm</type></os><devices>${devices}</devices></domain>`;
}

/**
 * A real QEMU with nothing to boot: its BIOS says so on the screen and the serial line again every few seconds, and rests in between.
 * It takes a few per cent of a processor and 45 MB.
 */
export function biosGuest(name: string, devices = ""): string {
  return `<domain type='qemu'>
  <name>${name}</name>
  <memory unit='MiB'>32</memory>
  <vcpu>1</vcpu>
  <os><type arch='x86_64' machine='pc'>hvm</type><bios useserial='yes' rebootTimeout='3000'/></os>
  <features><acpi/></features>
  <devices>
    <serial type='pty'/>
    <graphics type='vnc' port='-1' autoport='yes' passwd='s3cret'/>
    <video><model type='cirrus'/></video>
    <memballoon model='none'/>
    ${devices}
  </devices>
</domain>`;
}

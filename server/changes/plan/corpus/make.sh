#!/bin/sh
# Makes virt-install/*.xml anew: what virt-install 4.1 writes for these systems and options on a host of capabilities.xml.
# virt-install's own tests use the same kind of connection (virtinst/connection.py): nothing is asked of a hypervisor.
set -eu
cd "$(dirname "$0")"
connect="__virtinst_test__test:///default,caps=$PWD/capabilities.xml,fakeuri=qemu:///system,predictable"

uefi="loader=/usr/share/OVMF/OVMF_CODE_4M.fd,loader.readonly=yes,loader.type=pflash,nvram.template=/usr/share/OVMF/OVMF_VARS_4M.fd"
arm_uefi="loader=/usr/share/AAVMF/AAVMF_CODE.fd,loader.readonly=yes,loader.type=pflash,nvram.template=/usr/share/AAVMF/AAVMF_VARS.fd"

make() {
  name=$1
  shift
  virt-install --connect "$connect" --print-xml 2 --dry-run --name "$name" --memory 2048 --disk none --pxe "$@" >"virt-install/$name.xml"
}

# Systems, with what osinfo says of them.
make debian11 --osinfo debian11
make ubuntu22.04 --osinfo ubuntu22.04
make fedora36 --osinfo fedora36
make rhel9 --osinfo rhel9.0 --graphics vnc
make centos7 --osinfo centos7.0 --graphics vnc,listen=0.0.0.0
make opensuse --osinfo opensuse15.3
make alpine --osinfo alpinelinux3.15 --graphics none --console pty,target_type=serial
make freebsd --osinfo freebsd13.0
make archlinux --osinfo archlinux --graphics spice --graphics vnc
make win10 --osinfo win10
make win11 --osinfo win11 --boot "$uefi" --tpm none --graphics spice --video qxl
make win2k16 --osinfo win2k16 --graphics vnc --video cirrus
make win2k22 --osinfo win2k22 --video vga --graphics vnc,password=geheim12
make winxp --osinfo winxp --arch i686 --machine pc
make msdos --osinfo msdos6.22 --machine pc --video cirrus --sound sb16
make generic --osinfo generic --machine pc

# Options.
make uefi --osinfo debian11 --boot "$uefi"
make spice-tls --osinfo debian11 --graphics spice,port=5930,tlsport=5931,listen=0.0.0.0,password=lang-genug-fuer-spice,defaultMode=secure
make spice-choices --osinfo debian11 --graphics spice,image.compression=auto_lz,streaming.mode=off,clipboard.copypaste=no,mouse.mode=client,filetransfer.enable=no,zlib.compression=never
make spice-gl --osinfo fedora36 --graphics spice,gl.enable=yes,listen=none --video virtio,accel3d=yes
make spice-devices --osinfo fedora36 --smartcard passthrough,type=spicevmc --channel spiceport,source.channel=org.spice-space.webdav.0,target.type=virtio,target.name=org.spice-space.webdav.0 --redirdev usb,type=spicevmc
make vnc-socket --osinfo debian11 --graphics vnc,listen=socket
make vnc-network --osinfo debian11 --graphics vnc,listens0.type=network,listens0.network=default,port=5950,keymap=de
make egl-headless --osinfo debian11 --graphics vnc --graphics egl-headless --video virtio,accel3d=yes
make two-videos --osinfo debian11 --graphics spice --video qxl --video qxl
make no-video --osinfo debian11 --graphics none --video none
make serials --osinfo debian11 --graphics vnc --serial pty,log.file=/var/log/libvirt/qemu/serials.log --serial tcp,host=127.0.0.1:4555,mode=bind,protocol=telnet --console pty,target.type=virtio
make ramfb --osinfo debian11 --boot "$uefi" --graphics vnc --video ramfb
make bochs --osinfo debian11 --boot "$uefi" --graphics vnc --video bochs
make qemu-vdagent --osinfo debian11 --graphics vnc --channel qemu-vdagent,source.clipboard.copypaste=on,target.type=virtio,target.name=com.redhat.spice.0
make commandline --osinfo debian11 --graphics vnc --qemu-commandline="-display none" --qemu-commandline="-object secret,id=sec0,data=letmein"

# Machines that are no PC.
make aarch64 --osinfo debian11 --arch aarch64 --graphics vnc
make aarch64-spice --osinfo fedora36 --arch aarch64 --graphics spice --boot "$arm_uefi"
make armv7l --osinfo debian11 --arch armv7l --graphics vnc
make s390x --osinfo fedora36 --arch s390x
make s390x-vnc --osinfo fedora36 --arch s390x --graphics vnc --video virtio
make ppc64le --osinfo fedora36 --arch ppc64le --graphics vnc
make riscv64 --osinfo fedora36 --arch riscv64 --graphics vnc
make sparc --osinfo generic --arch sparc --machine SS-5 --graphics vnc --video none
make sparc64 --osinfo generic --arch sparc64 --machine sun4u --graphics vnc --video vga

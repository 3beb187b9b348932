/** Who begins the guest's system, and so who tells it to use its serial line. */
export type Guide = "grub2" | "grub" | "systemd";

/** What is to be written or run in the guest; the id says where (messages, serialHelp.steps). */
export type GuideStep = {
  id: "defaultGrub" | "updateGrub" | "grubby" | "mkconfig" | "zipl" | "menuLst" | "kernelLine" | "inittab" | "getty" | "bootEntry";
  lines: string[];
};

/** The line that is meant where the guest's name for it is not known. */
export const USUAL_TTY = "ttyS0";

/** The guides that suit a line: GRUB Legacy was for PCs only. */
export function guidesFor(tty: string): Guide[] {
  return /^(ttyAMA|ttysclp|sclp_line)/.test(tty) ? ["grub2", "systemd"] : ["grub2", "grub", "systemd"];
}

/** Whether GRUB itself can be told to show its menu there: it drives the ports of a PC. */
export function showsMenu(tty: string): boolean {
  return tty.startsWith("ttyS");
}

/**
 * The steps that have a Linux guest speak on a line.
 * Sources: the kernel's admin-guide/serial-console and kernel-parameters, GRUB's manual (sections "serial" and "Simple configuration"),
 * GRUB Legacy's manual ("Serial terminal"), systemd-getty-generator(8), zipl.conf(5).
 */
export function guestLines(tty: string, guide: Guide): GuideStep[] {
  if (guide === "grub2") return grub2(tty);
  return guide === "grub" ? grub(tty) : systemd(tty);
}

/** The last console is the one that init and the emergency shell use. */
function kernelConsoles(tty: string): string {
  return `console=tty0 console=${tty}${/^tty(S|AMA|USB)\d/.test(tty) ? ",115200n8" : ""}`;
}

function port(tty: string): string {
  return `--unit=${/\d+$/.exec(tty)?.[0] ?? 0} --speed=115200 --word=8 --parity=no --stop=1`;
}

function grub2(tty: string): GuideStep[] {
  const consoles = kernelConsoles(tty);
  const kernel = `GRUB_CMDLINE_LINUX="${consoles}"`;
  if (/^(ttysclp|sclp_line)/.test(tty))
    return [
      { id: "zipl", lines: [`parameters="${consoles}"`, "zipl"] },
      { id: "defaultGrub", lines: [kernel] },
      { id: "mkconfig", lines: ["grub2-mkconfig -o /boot/grub2/grub.cfg"] },
    ];
  const menu = ['GRUB_TERMINAL="console serial"', `GRUB_SERIAL_COMMAND="serial ${port(tty)}"`];
  return [
    { id: "defaultGrub", lines: [kernel, ...(showsMenu(tty) ? menu : [])] },
    { id: "updateGrub", lines: ["update-grub"] },
    { id: "grubby", lines: [`grubby --update-kernel=ALL --args="${consoles}"`, "grub2-mkconfig -o /boot/grub2/grub.cfg"] },
    { id: "mkconfig", lines: ["grub2-mkconfig -o /boot/grub2/grub.cfg"] },
  ];
}

function grub(tty: string): GuideStep[] {
  const menu: GuideStep = { id: "menuLst", lines: [`serial ${port(tty)}`, "terminal --timeout=10 serial console"] };
  return [
    ...(showsMenu(tty) ? [menu] : []),
    { id: "kernelLine", lines: [kernelConsoles(tty)] },
    { id: "inittab", lines: [`S0:2345:respawn:/sbin/agetty -L 115200 ${tty} vt100`] },
  ];
}

function systemd(tty: string): GuideStep[] {
  return [
    { id: "getty", lines: [`systemctl enable --now serial-getty@${tty}.service`] },
    { id: "bootEntry", lines: [kernelConsoles(tty)] },
  ];
}

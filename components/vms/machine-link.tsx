"use client";

import Link from "next/link";
import { useRouter } from "next/navigation";
import type { ReactNode } from "react";
import type { Vm } from "#server/contract/vm.ts";
import { preloadConsole } from "../console/preload.ts";
import { cx } from "../ui/cx.ts";
import { consoleHref } from "./console-href.ts";

/** Marks the link of a machine in a list: the keyboard moves between these. */
export const MACHINE_LINK = "data-machine";

/** The way into a machine's console. It covers its whole row or card; the page and its client are fetched once the pointer or the focus is on it. */
export function MachineLink({ vm, children, className }: { vm: Vm; children?: ReactNode; className?: string }) {
  const router = useRouter();
  const href = consoleHref(vm.id);
  const prefetch = () => {
    router.prefetch(href);
    preloadConsole(vm.graphics.some(({ type }) => type === "vnc") ? "vnc" : "serial");
  };
  return (
    <Link
      href={href}
      prefetch={false}
      onPointerEnter={prefetch}
      onFocus={prefetch}
      data-machine={vm.id}
      title={vm.title ? `${vm.name}\n${vm.title}` : vm.name}
      className={cx(
        "truncate outline-none after:absolute after:inset-0 after:rounded-pane",
        "focus-visible:after:outline-2 focus-visible:after:-outline-offset-2 focus-visible:after:outline-accent",
        className,
      )}
    >
      <bdi>{vm.name}</bdi>
      {children}
    </Link>
  );
}

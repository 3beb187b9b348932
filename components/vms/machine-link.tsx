"use client";

import Link from "next/link";
import { type ReactNode, useEffect, useState } from "react";
import type { Vm } from "#server/contract/vm.ts";
import { useChoices } from "../console/choices-provider.tsx";
import { askForConsole, preloadConsole } from "../console/preload.ts";
import { cx } from "../ui/cx.ts";
import { consoleHref } from "./console-href.ts";
import { usePower } from "./power-provider.tsx";

/** Marks the link of a machine in a list: the keyboard moves between these. */
export const MACHINE_LINK = "data-machine";

/** How long the pointer or the focus stays on a link before it is meant, in milliseconds: both sweep over lists. */
const REST = 60;

/**
 * The way into a machine's console. It covers its whole row or card. The console's page and client are fetched once the pointer or the focus
 * rests on it, and the right to open it is asked for while the page appears.
 */
export function MachineLink({ vm, children, className }: { vm: Vm; children?: ReactNode; className?: string }) {
  const { rights } = usePower();
  const choices = useChoices();
  const [near, setNear] = useState(false);
  const [meant, setMeant] = useState(false);
  useEffect(() => {
    if (!near) return;
    const timer = setTimeout(() => {
      setMeant(true);
      preloadConsole(vm, choices.of(vm.id));
    }, REST);
    return () => clearTimeout(timer);
  }, [near, vm, choices]);
  return (
    <Link
      href={consoleHref(vm.id)}
      prefetch={meant}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      onFocus={() => setNear(true)}
      onBlur={() => setNear(false)}
      onNavigate={() => askForConsole(vm, choices.of(vm.id), rights.control)}
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

"use client";

import { Star } from "lucide-react";
import { useTranslations } from "next-intl";
import type { Vm } from "#server/contract/vm.ts";
import { cx } from "../ui/cx.ts";
import { IconButton } from "../ui/icon-button.tsx";
import { isolate } from "../ui/isolate.ts";
import { MenuItem } from "../ui/menu.tsx";
import { usePins } from "./pins-provider.tsx";

/** A machine's star: filled where it is pinned. Where nothing is under the pointer, only those are seen. */
export function PinButton({ vm }: { vm: Pick<Vm, "id" | "name"> }) {
  const t = useTranslations("tabs");
  const { pins, toggle } = usePins();
  const pinned = pins.has(vm.id);
  return (
    <IconButton
      label={t(pinned ? "unpinNamed" : "pinNamed", { name: isolate(vm.name) })}
      onClick={() => toggle(vm.id)}
      className={
        pinned
          ? "[&_svg]:fill-current"
          : "pointer-fine:opacity-0 pointer-fine:group-focus-within:opacity-100 pointer-fine:group-hover:opacity-100"
      }
    >
      <Star aria-hidden />
    </IconButton>
  );
}

/** The item of a machine's menu that pins it. */
export function PinItem({ vm }: { vm: Pick<Vm, "id"> }) {
  const t = useTranslations("tabs");
  const { pins, toggle } = usePins();
  const pinned = pins.has(vm.id);
  return (
    <MenuItem icon={<Star aria-hidden className={cx(pinned && "fill-current")} />} onSelect={() => toggle(vm.id)}>
      {t(pinned ? "unpin" : "pin")}
    </MenuItem>
  );
}

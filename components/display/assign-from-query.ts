"use client";

import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { HostDeviceSettings } from "#server/contract/display-settings.ts";
import type { GpuInventory } from "#server/contract/gpu.ts";
import { api } from "../api.ts";
import { ASSIGN, type Assigned, readAssigned } from "../gpus/assign-href.ts";
import { useNotify } from "../ui/toaster.tsx";
import { useEditor } from "./editor-context.tsx";
import { addHostDevices } from "./edits.ts";
import { devicesOf } from "./gpu-groups.ts";
import { fieldId } from "./paths.ts";

/** Adds the GPU that the page's address asks for to the form, once, and shows where. */
export function useAssignFromQuery(): void {
  const t = useTranslations("gpus.assign");
  const notify = useNotify();
  const { vm, edit, mayEdit } = useEditor();
  const latest = useRef({ t, notify, edit });
  useEffect(() => {
    latest.current = { t, notify, edit };
  });
  useEffect(() => {
    const wanted = takeAssigned();
    if (!wanted || !mayEdit) return;
    const add = async () => {
      const inventory = wanted.type === "pci" ? await api.get<GpuInventory>(`/api/hosts/${vm.host}/gpus`) : null;
      const devices = devicesFor(wanted, inventory);
      if (devices.length === 0) latest.current.notify.note(latest.current.t("gone.title"), latest.current.t("gone.text"));
      else latest.current.edit(addHostDevices(devices));
      document.getElementById(fieldId(["hostDevices"]))?.scrollIntoView({ block: "center" });
    };
    add().catch((error) => latest.current.notify.failed(error));
  }, [vm.host, mayEdit]);
}

/** Takes the wish out of the page's address, so that the page does not come back with it. */
function takeAssigned(): Assigned | null {
  const address = new URL(location.href);
  const wanted = readAssigned(address.searchParams.get(ASSIGN));
  if (address.searchParams.has(ASSIGN)) {
    address.searchParams.delete(ASSIGN);
    history.replaceState(null, "", address);
  }
  return wanted;
}

function devicesFor(wanted: Assigned, inventory: GpuInventory | null): HostDeviceSettings[] {
  if (wanted.type === "mdev") return [{ key: null, type: "mdev", uuid: wanted.uuid, display: false }];
  const gpu = inventory?.gpus.find(({ address }) => address === wanted.address);
  return gpu ? devicesOf(gpu) : [];
}

"use client";

import { Download } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import type { HandOff } from "#server/contract/hand-off.ts";
import type { Vm } from "#server/contract/vm.ts";
import { isOn } from "#server/contract/vm.ts";
import { Button } from "../ui/button.tsx";
import { Field } from "../ui/field.tsx";
import { CommandLine } from "./command-line.tsx";
import { RDP_MEDIA, rdpFile, rdpName } from "./rdp-file.ts";
import { saveFile } from "./save-file.ts";
import { isUserName, sshCommand } from "./ssh-command.ts";

/** The ways into the guest itself, by its addresses: Remote Desktop and ssh, first the one that its system has by itself. */
export function GuestWays({ vm, guest }: { vm: Vm; guest: HandOff["guest"] }) {
  const t = useTranslations("ways.guest");
  const [typed, setTyped] = useState("");
  const valid = typed === "" || isUserName(typed);
  const ways = { vm, guest, user: valid ? typed : "" };
  return (
    <section className="mt-5">
      <h3 className="font-medium">{t("title")}</h3>
      {guest.addresses.length === 0 ? (
        <p className="mt-0.5 text-ink-quiet">{t(isOn(vm.state) ? "noAddress" : "off")}</p>
      ) : (
        <>
          <Field
            label={t("user")}
            hint={t("userHint")}
            error={valid ? undefined : t("userWrong")}
            value={typed}
            onChange={({ target }) => setTyped(target.value.trim())}
            autoComplete="off"
            autoCapitalize="none"
            spellCheck={false}
            className="mt-2 sm:max-w-80"
          />
          {guest.windows
            ? [<Rdp key="rdp" {...ways} />, <Ssh key="ssh" {...ways} />]
            : [<Ssh key="ssh" {...ways} />, <Rdp key="rdp" {...ways} />]}
        </>
      )}
    </section>
  );
}

type WayProps = { vm: Vm; guest: HandOff["guest"]; user: string };

function Ssh({ guest, user }: WayProps) {
  const t = useTranslations("ways.guest");
  const through = guest.addresses.filter(({ jump }) => jump !== null);
  return (
    <div className="mt-4">
      <p className="mb-1 text-note text-ink-quiet">{t("ssh")}</p>
      <div className="space-y-1">
        {guest.addresses.map((one) => (
          <CommandLine key={one.address} command={sshCommand(one, user, { direct: true })} />
        ))}
      </div>
      {through.length > 0 && (
        <>
          <p className="mt-2 mb-1 text-note text-ink-quiet">{t("sshThrough")}</p>
          <div className="space-y-1">
            {through.map((one) => (
              <CommandLine key={one.address} command={sshCommand(one, user)} />
            ))}
          </div>
        </>
      )}
    </div>
  );
}

function Rdp({ vm, guest, user }: WayProps) {
  const t = useTranslations("ways.guest");
  const save = (address: string) => saveFile(new Blob([rdpFile({ address, user })], { type: RDP_MEDIA }), rdpName(vm.name));
  return (
    <div className="mt-4">
      <p className="mb-1 text-note text-ink-quiet">{t("rdp")}</p>
      <div className="flex flex-wrap gap-2">
        {guest.addresses.map(({ address }) => (
          <Button key={address} icon={<Download aria-hidden />} onClick={() => save(address)} aria-label={t("rdpFileOf", { address })}>
            <bdi className="truncate">{address}</bdi>
          </Button>
        ))}
      </div>
      <p className="mt-1.5 text-note text-ink-quiet">{t(guest.windows ? "rdpWindows" : "rdpOther")}</p>
    </div>
  );
}

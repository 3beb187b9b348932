"use client";

import { useTranslations } from "next-intl";
import { type FormEvent, useRef, useState } from "react";
import { type ExternalLink, externalLink, externalSchemes } from "#server/contract/external-link.ts";
import type { Vm } from "#server/contract/vm.ts";
import { type ApiFailure, api, toFailure } from "../api.ts";
import { Button } from "../ui/button.tsx";
import { Failure } from "../ui/failure.tsx";
import { Field } from "../ui/field.tsx";

type ExternalLinkFormProps = {
  vm: Vm;
  link: ExternalLink | null;
  /** It was saved or taken away (true), or left as it was. */
  onDone: (changed: boolean) => void;
};

/** Sets, changes or takes away a machine's link to another product. */
export function ExternalLinkForm({ vm, link, onDone }: ExternalLinkFormProps) {
  const t = useTranslations("ways.external");
  const common = useTranslations("common");
  const [name, setName] = useState(link?.name ?? "");
  const [url, setUrl] = useState(link?.url ?? "");
  const [wrong, setWrong] = useState({ name: false, url: false });
  const [{ busy, error }, setState] = useState<{ busy: boolean; error: ApiFailure | null }>({ busy: false, error: null });
  const form = useRef<HTMLFormElement>(null);
  const keep = async (next: ExternalLink | null) => {
    setState({ busy: true, error: null });
    try {
      await api.put(`/api/vms/${vm.id}/external-link`, { link: next });
      onDone(true);
    } catch (thrown) {
      setState({ busy: false, error: toFailure(thrown) });
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    const checked = externalLink.safeParse({ name, url });
    const at = (field: string) => checked.error?.issues.some(({ path }) => path[0] === field) ?? false;
    setWrong({ name: at("name"), url: at("url") });
    if (checked.success) void keep(checked.data);
    else form.current?.querySelector<HTMLInputElement>(`[name=${at("name") ? "name" : "url"}]`)?.focus();
  };
  return (
    <form ref={form} onSubmit={submit} noValidate aria-label={t("label")} className="my-5 grid gap-3">
      <Field
        name="name"
        label={t("name")}
        hint={t("nameHint")}
        error={wrong.name ? t("nameWrong") : undefined}
        value={name}
        maxLength={60}
        onChange={({ target }) => setName(target.value)}
        autoComplete="off"
      />
      <Field
        name="url"
        label={t("url")}
        hint={t("urlHint")}
        error={wrong.url ? t("urlWrong", { schemes: externalSchemes.join(", ") }) : undefined}
        value={url}
        inputMode="url"
        onChange={({ target }) => setUrl(target.value)}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
      />
      {error && <Failure error={error} />}
      <div className="flex flex-wrap gap-2">
        <Button type="submit" variant="primary" busy={busy}>
          {t("save")}
        </Button>
        <Button onClick={() => onDone(false)}>{common("cancel")}</Button>
        {link && (
          <Button variant="quiet" className="text-danger! sm:ml-auto" onClick={() => void keep(null)}>
            {t("remove")}
          </Button>
        )}
      </div>
    </form>
  );
}

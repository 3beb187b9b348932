"use client";

import { Monitor, Search, Server, Settings, UserRound } from "lucide-react";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { cx } from "../ui/cx.ts";
import { Tooltip } from "../ui/tooltip.tsx";
import { usePower } from "../vms/power-provider.tsx";
import { Mark } from "./mark.tsx";

const itemClass =
  "flex flex-col items-center justify-center gap-1 rounded-pane text-note text-ink-quiet transition-colors hover:bg-hover hover:text-ink " +
  "aria-[current]:font-medium aria-[current]:text-ink md:h-14 md:w-16 max-md:h-14 max-md:flex-1 [&_svg]:size-5 [&_svg]:stroke-[1.75]";

/** The way between the portal's pages: a slim rail on the left, on phones a bar at the bottom. */
export function Nav({ onSearch }: { onSearch: () => void }) {
  const t = useTranslations("common");
  const settings = useTranslations("settings");
  const { rights } = usePower();
  return (
    <nav
      aria-label={t("nav.label")}
      className={cx(
        "fixed z-30 flex border-line bg-canvas",
        "md:inset-y-0 md:left-0 md:w-20 md:flex-col md:items-center md:gap-1 md:border-r md:py-4",
        "max-md:inset-x-0 max-md:bottom-0 max-md:border-t max-md:px-2 max-md:pb-[env(safe-area-inset-bottom)]",
      )}
    >
      <Link href="/" aria-label={t("oriel")} tabIndex={-1} className="mb-4 rounded-pane p-1 text-accent max-md:hidden">
        <Mark className="size-8" />
      </Link>
      <NavLink href="/" icon={<Monitor aria-hidden />}>
        {t("nav.machines")}
      </NavLink>
      <NavLink href="/hosts" icon={<Server aria-hidden />}>
        {t("nav.hosts")}
      </NavLink>
      <span className="flex-1 max-md:hidden" />
      <Tooltip text={t("palette.label")} keys="Ctrl K" side="right">
        <button type="button" onClick={onSearch} aria-keyshortcuts="Control+K Meta+K" className={itemClass}>
          <Search aria-hidden />
          {t("nav.search")}
        </button>
      </Tooltip>
      {rights.settingsManage && (
        <NavLink href="/settings" icon={<Settings aria-hidden />}>
          {settings("title")}
        </NavLink>
      )}
      <NavLink href="/account" icon={<UserRound aria-hidden />}>
        {t("nav.account")}
      </NavLink>
    </nav>
  );
}

function NavLink({ href, icon, children }: { href: string; icon: ReactNode; children: ReactNode }) {
  const current = usePathname() === href;
  return (
    <Link href={href} aria-current={current ? "page" : undefined} className={cx(itemClass, current && "[&_svg]:text-accent")}>
      {icon}
      {children}
    </Link>
  );
}

import type { ReactNode } from "react";
import { ConsoleTabs } from "#components/console/tabs/console-tabs.tsx";
import { can, choices, currentPerson, listHosts, pins } from "#server/web/pages.ts";

/** Around the machines' pages: the consoles that are open side by side. Each page itself sends those who are not signed in to the sign-in. */
export default async function ConsolesLayout({ children }: { children: ReactNode }) {
  const person = await currentPerson();
  if (!person) return children;
  const [hosts, chosen, pinned] = await Promise.all([listHosts(), choices(), pins()]);
  return (
    <ConsoleTabs person={person} rights={can(person)} hosts={hosts} choices={chosen} pins={pinned}>
      {children}
    </ConsoleTabs>
  );
}

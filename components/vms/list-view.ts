/** By what machines can be filtered; several states count as one where people do not tell them apart. */
export const stateFilters = ["running", "paused", "off", "crashed", "unreachable"] as const;
export type StateFilter = (typeof stateFilters)[number];

export const sortKeys = ["name", "state", "host", "vcpus", "memory"] as const;
export type SortKey = (typeof sortKeys)[number];

/** How the list of machines is looked at. All of it is in the page's address, so that it can be shared. */
export type ListView = {
  query: string;
  state: StateFilter | null;
  /** The key of a hypervisor. */
  host: string | null;
  /** Only what the person has pinned. */
  pinned: boolean;
  sort: SortKey;
  descending: boolean;
  layout: "list" | "wall";
};

export const plainView: ListView = { query: "", state: null, host: null, pinned: false, sort: "name", descending: false, layout: "list" };

/** Reads a view from an address's parameters; what is missing or unknown is as in {@link plainView}. */
export function parseView(params: Pick<URLSearchParams, "get">): ListView {
  return {
    query: (params.get("q") ?? "").slice(0, 200),
    state: stateFilters.find((state) => state === params.get("state")) ?? null,
    host: params.get("host") || null,
    pinned: params.get("pinned") === "1",
    sort: sortKeys.find((key) => key === params.get("sort")) ?? plainView.sort,
    descending: params.get("order") === "desc",
    layout: params.get("view") === "wall" ? "wall" : "list",
  };
}

/** The parameters of a view, without those that are as in {@link plainView}: "" or "?state=running". */
export function viewQuery(view: ListView): string {
  const params = new URLSearchParams();
  if (view.query) params.set("q", view.query);
  if (view.state) params.set("state", view.state);
  if (view.host) params.set("host", view.host);
  if (view.pinned) params.set("pinned", "1");
  if (view.sort !== plainView.sort) params.set("sort", view.sort);
  if (view.descending) params.set("order", "desc");
  if (view.layout !== plainView.layout) params.set("view", view.layout);
  const text = params.toString();
  return text && `?${text}`;
}

/** The view after a click on a column's head: sorted by it, or turned round when it was already. */
export function sortedBy(view: ListView, key: SortKey): ListView {
  return { ...view, sort: key, descending: view.sort === key && !view.descending };
}

/** Whether something is left out of the list. */
export function isFiltered(view: ListView): boolean {
  return view.query !== "" || view.state !== null || view.host !== null || view.pinned;
}

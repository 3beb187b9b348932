import { describe, expect, it } from "vitest";
import { isFiltered, parseView, plainView, sortedBy, viewQuery } from "./list-view.ts";

const read = (query: string) => parseView(new URLSearchParams(query));

describe("list view in the address", () => {
  it("is plain for an empty address, and makes an empty one", () => {
    expect(read("")).toEqual(plainView);
    expect(viewQuery(plainView)).toBe("");
  });

  it("comes back as it went", () => {
    const view = { query: "db & co", state: "off", host: "kvm-2", pinned: true, sort: "memory", descending: true, layout: "wall" } as const;
    expect(read(viewQuery(view))).toEqual(view);
  });

  it("ignores what it does not know", () => {
    expect(read("?state=burning&sort=__proto__&order=up&view=tree")).toEqual(plainView);
  });

  it("turns a sorted column round, and starts a new one ascending", () => {
    const once = sortedBy(plainView, "memory");
    expect(once).toMatchObject({ sort: "memory", descending: false });
    expect(sortedBy(once, "memory")).toMatchObject({ sort: "memory", descending: true });
    expect(sortedBy(sortedBy(once, "memory"), "host")).toMatchObject({ sort: "host", descending: false });
  });

  it("does not count order and layout as filters", () => {
    expect(isFiltered(read("?sort=host&view=wall"))).toBe(false);
    expect(isFiltered(read("?q=a"))).toBe(true);
  });
});

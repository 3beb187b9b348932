import { expect, it } from "vitest";
import { displaySettings } from "#server/contract/display-settings.ts";
import { readSettings } from "./read-settings.ts";
import { corpus } from "./testing/corpus.ts";
import { planned } from "./testing/planned.ts";
import { tour } from "./testing/tour.ts";
import { withoutScreens } from "./without-screens.ts";

it("has enough of them", () => {
  expect(corpus().length).toBeGreaterThanOrEqual(60);
});

it.each(corpus())("%s is read, and kept to the letter where nothing changes", (_, xml) => {
  expect(displaySettings.parse(readSettings(xml))).toEqual(readSettings(xml));
  const { plan, xml: same } = planned(xml, (settings) => settings);
  expect(same).toBe(xml);
  expect(plan).toMatchObject({ unchanged: true, problems: [], changes: [], follows: [], diff: [], commands: [] });
  expect(plan.next).toBe(plan.base);
});

it.each(corpus())("%s goes from VNC to SPICE, to both, to VNC, to none, and loses nothing else", (_, xml) => {
  for (const { step, xml: made, codes } of tour(xml)) {
    expect([step, codes]).toEqual([step, []]);
    expect(withoutScreens(made)).toBe(withoutScreens(xml));
    expect(planned(made, (settings) => settings).plan.unchanged).toBe(true);
    if (!readSettings(made).graphics.some(({ type }) => type === "spice")) {
      expect(made.replace(/<!--.*?-->/gs, "")).not.toMatch(/spicevmc|spiceport|type=.spice/);
    }
  }
});

it("keeps what a person wrote between the elements, and how", () => {
  const [, xml = ""] = corpus().find(([name]) => name === "by-hand/virsh-edit") ?? [];
  const comments = xml.match(/<!--.*?-->/gs) ?? [];
  expect(comments.length).toBeGreaterThan(8);
  for (const { step, xml: made } of tour(xml).slice(0, 3)) {
    expect([step, comments.filter((comment) => !made.includes(comment))]).toEqual([step, []]);
    expect(made).toContain("</graphics  >");
  }
});

it.each([
  ["by-hand/crlf-and-tabs", /(?<!\r)\n|\n {2}/],
  ["by-hand/one-line", /\n/],
])("%s keeps its line ends", (name, foreign) => {
  const [, xml = ""] = corpus().find(([found]) => found === name) ?? [];
  expect(xml).not.toMatch(foreign);
  for (const { step, xml: made } of tour(xml)) expect([step, foreign.exec(made)]).toEqual([step, null]);
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { fingerprint } from "./fingerprint.ts";
import { planChange } from "./plan.ts";
import { readSettings } from "./read-settings.ts";
import { anySettings } from "./testing/any-settings.ts";
import { corpus } from "./testing/corpus.ts";
import { optionsWith } from "./testing/options.ts";
import { tour } from "./testing/tour.ts";
import { schemaErrors } from "./testing/validate.ts";

/** Changes that are tried of each definition. */
const TRIES = 12;

it("makes of every definition one that libvirt's schema takes, at each change of protocol", async () => {
  const made = corpus().flatMap(([, xml]) => [xml, ...tour(xml).map((step) => step.xml)]);
  expect(await schemaErrors(made)).toEqual([]);
});

it("sees what the schema does not take", async () => {
  const errors = await schemaErrors(["<domain type='qemu'><name>a</name><devices><graphics type='vnc' tlsPort='1'/></devices></domain>"]);
  expect(errors.join()).toContain("fails to validate");
});

it("makes of whatever settings without problems one that libvirt's schema takes, and that it plans no second time", async () => {
  const emitted = new Set<string>();
  for (const [name, xml] of corpus()) {
    const settings = anySettings(readSettings(xml));
    fc.assert(
      fc.property(settings, fc.subarray(["vnc-agent", "sound", "tablet", "video", "audio-backend"] as const), (wanted, declined) => {
        const made = plan(xml, wanted, [...declined]);
        if (made.plan.problems.length > 0) return;
        emitted.add(made.xml);
        const again = plan(made.xml, made.plan.settings, []);
        expect([name, again.plan.unchanged, again.plan.diff]).toEqual([name, true, []]);
      }),
      { numRuns: TRIES },
    );
  }
  expect(emitted.size).toBeGreaterThan(300);
  expect(await schemaErrors([...emitted])).toEqual([]);
});

function plan(
  definition: string,
  settings: ReturnType<typeof readSettings>,
  declined: Parameters<typeof planChange>[0]["change"]["declined"],
) {
  const change = { base: fingerprint(definition), settings, declined };
  return planChange({ definition, live: null, change, options: optionsWith(), vmName: "vm", now: new Date("2026-01-01T00:00:00Z") });
}

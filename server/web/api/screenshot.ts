import { z } from "zod";
import { isOn } from "#server/contract/vm.ts";
import { OrielError } from "#server/errors.ts";
import { thumbnail } from "../thumbnail.ts";
import { guarded } from "./endpoint.ts";
import { machine, machineParams } from "./machines.ts";

/** How old a screenshot may be that is shown again. */
const MAX_AGE_MS = 2_000;

const width = z.coerce.number().int().min(16).max(1920).default(320).describe("Pixels; a smaller screen is not enlarged");

export const getScreenshot = guarded({
  method: "GET",
  path: "/api/vms/{id}/screenshot",
  id: "getScreenshot",
  summary: "What the machine's screen shows now",
  description: "Has an ETag of the picture: send it back with If-None-Match, and 304 says that nothing has changed.",
  input: z.object({ params: machineParams, query: z.object({ width }) }),
  answer: { status: 200, description: "The picture", media: "image/webp" },
  errors: ["machine-unknown", "machine-off", "libvirt-failed", "host-unreachable", "host-refused"],
  allows: "vm.screenshot",
  async handle({ runtime, request, input }) {
    const { id, state } = machine(runtime, input.params.id);
    if (!isOn(state)) throw new OrielError("machine-off");
    const { image, takenAt } = await runtime.fleet.screenshot(id, { maxAgeMs: MAX_AGE_MS });
    const picture = await thumbnail(image, input.query.width);
    const headers = {
      ETag: picture.etag,
      "Cache-Control": "private, no-store",
      "X-Oriel-Taken-At": takenAt.toISOString(),
    };
    if (request.headers.get("if-none-match") === picture.etag) return new Response(null, { status: 304, headers });
    return new Response(picture.data, { headers: { ...headers, "Content-Type": "image/webp" } });
  },
});

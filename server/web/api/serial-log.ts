import { z } from "zod";
import { serialDevice } from "#server/contract/console.ts";
import { serialLog } from "#server/contract/serial-log.ts";
import { guarded } from "./endpoint.ts";
import { machine, machineParams } from "./machines.ts";
import { json } from "./respond.ts";

export const getSerialLog = guarded({
  method: "GET",
  path: "/api/vms/{id}/serial-log",
  id: "getSerialLog",
  summary: "What a machine has said on a serial line",
  description:
    "From the file that libvirt keeps where the line's definition names one (`<log file='...'/>`): its last MiB, also of the last run of a machine " +
    "that is off. Where there is none to show, `why` says so.",
  input: z.object({ params: machineParams, query: z.object({ device: z.coerce.number().pipe(serialDevice).default(0) }) }),
  answer: { status: 200, description: "The log, or why there is none", schema: serialLog },
  errors: ["machine-unknown", "no-such-display", "host-unreachable", "host-refused", "libvirt-failed"],
  allows: "console.view",
  async handle({ runtime, input }) {
    return json(await runtime.fleet.serialLog(machine(runtime, input.params.id).id, input.query.device));
  },
});

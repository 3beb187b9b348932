import { z } from "zod";
import { gpuInventory, makeMdevRequest } from "#server/contract/gpu.ts";
import { guarded } from "./endpoint.ts";
import { json } from "./respond.ts";

const hostParams = z.object({ key: z.string().max(40).describe("The hypervisor's key") });

export const getGpus = guarded({
  method: "GET",
  path: "/api/hosts/{key}/gpus",
  id: "getGpus",
  summary: "A hypervisor's GPUs, who uses them, and whether it is ready to hand them to machines",
  input: z.object({ params: hostParams }),
  answer: { status: 200, description: "GPUs, checks, and the commands for what is missing", schema: gpuInventory },
  errors: ["host-unknown", "libvirt-failed", "host-unreachable", "host-refused"],
  allows: "gpu.read",
  handle: async ({ runtime, input }) => json(await runtime.fleet.gpus(input.params.key)),
});

export const makeGpuInstance = guarded({
  method: "POST",
  path: "/api/hosts/{key}/gpus/mdevs",
  id: "makeMdev",
  summary: "Make a virtual GPU of a type on a GPU",
  input: z.object({ params: hostParams, body: makeMdevRequest }),
  answer: { status: 201, description: "The virtual GPU", schema: z.object({ uuid: z.uuid() }) },
  errors: ["host-unknown", "libvirt-failed", "host-unreachable", "host-refused"],
  allows: "gpu.manage",
  audit: ({ input: { params, body } }) => ({ action: "gpu.make", detail: { host: params.key, ...body } }),
  handle: async ({ runtime, input: { params, body } }) => json(await runtime.fleet.makeMdev(params.key, body.parent, body.type), 201),
});

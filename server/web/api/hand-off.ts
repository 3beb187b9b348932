import { z } from "zod";
import { keepLink } from "#server/access/links.ts";
import { externalLinkChange } from "#server/contract/external-link.ts";
import { handOff, handOffRequest } from "#server/contract/hand-off.ts";
import { makeFile, offer } from "../hand-off/offer.ts";
import { VV_MEDIA } from "../hand-off/vv-file.ts";
import { guarded } from "./endpoint.ts";
import { machine, machineParams, named } from "./machines.ts";
import { done, json } from "./respond.ts";

export const getHandOff = guarded({
  method: "GET",
  path: "/api/vms/{id}/hand-off",
  id: "getHandOff",
  summary: "The ways into a machine with programs other than the browser",
  description:
    "For each display whether it can be opened in virt-viewer and if not why, and the commands of libvirt's own programs. The commands " +
    "name the hypervisor's URI: role `user` gets none.",
  input: z.object({ params: machineParams }),
  answer: { status: 200, description: "Displays, commands, the guest's own services and the link to another product", schema: handOff },
  errors: ["machine-unknown", "machine-off", "host-unreachable", "host-refused", "libvirt-failed"],
  allows: "console.control",
  async handle({ runtime, session: { person }, request: { headers }, input }) {
    return json(await offer({ runtime, person, headers, vm: machine(runtime, input.params.id) }));
  },
});

export const handOffDisplay = guarded({
  method: "POST",
  path: "/api/vms/{id}/hand-off",
  id: "handOff",
  summary: "Get a file that opens a machine's display in virt-viewer",
  description:
    "The file holds a fresh password, with which one can connect for two minutes; a connection that is open by then stays. The file " +
    "that was made before for the same display no longer opens it. The viewer speaks with the display itself, not through the portal.",
  input: z.object({ params: machineParams, body: handOffRequest }),
  answer: { status: 200, description: "The file", media: VV_MEDIA },
  errors: [
    "machine-unknown",
    "machine-off",
    "machine-changed",
    "no-such-display",
    "display-inside",
    "console-held",
    "busy",
    "libvirt-failed",
    "host-unreachable",
    "host-refused",
  ],
  allows: "console.control",
  audit: ({ runtime, input }) => ({
    action: "console.hand-off",
    vm: named(runtime, input.params.id),
    detail: { protocol: input.body.protocol },
  }),
  async handle({ runtime, session: { person }, request: { headers }, input }) {
    const { name, content } = await makeFile({ runtime, person, headers, vm: machine(runtime, input.params.id) }, input.body.protocol);
    return new Response(content, {
      headers: {
        "Content-Type": VV_MEDIA,
        "Content-Disposition": `attachment; filename="${name}"`,
        "Cache-Control": "private, no-store",
      },
    });
  },
});

export const setExternalLink = guarded({
  method: "PUT",
  path: "/api/vms/{id}/external-link",
  id: "setExternalLink",
  summary: "Say where another product serves a machine",
  description:
    "For machines that are used through PCoIP, Blast, HDX, NoMachine and the like. The link is shown beside the machine's other ways, marked as " +
    "external: what is behind it is not the portal's. `null` takes it away.",
  input: z.object({ params: machineParams, body: externalLinkChange }),
  answer: { status: 204, description: "It is kept" },
  errors: ["machine-unknown"],
  allows: "link.edit",
  audit: ({ runtime, input }) => ({ action: "link.change", vm: named(runtime, input.params.id), detail: { link: input.body.link } }),
  async handle({ runtime, input }) {
    await keepLink(runtime.store, machine(runtime, input.params.id).id, input.body.link);
    return done();
  },
});

import type { Endpoint } from "./endpoint.ts";
import { streamEvents } from "./events.ts";
import { listHosts } from "./hosts.ts";
import { getVm, listVms, setPower } from "./machines.ts";
import { getMe } from "./me.ts";
import { makeDescription } from "./openapi-endpoint.ts";
import { getScreenshot } from "./screenshot.ts";

const described: readonly Endpoint[] = [getMe, listVms, getVm, setPower, getScreenshot, listHosts, streamEvents];

/** The whole API. What is not here is not found. */
export const endpoints: readonly Endpoint[] = [...described, makeDescription(() => endpoints)];

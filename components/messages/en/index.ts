import about from "./about.json" with { type: "json" };
import account from "./account.json" with { type: "json" };
import auth from "./auth.json" with { type: "json" };
import common from "./common.json" with { type: "json" };
import console from "./console.json" with { type: "json" };
import display from "./display.json" with { type: "json" };
import gpus from "./gpus.json" with { type: "json" };
import handOff from "./hand-off.json" with { type: "json" };
import hosts from "./hosts.json" with { type: "json" };
import machines from "./machines.json" with { type: "json" };
import serialHelp from "./serial-help.json" with { type: "json" };

/** The English texts: one namespace for each area of the portal. */
export const messages = { about, account, auth, common, console, display, gpus, handOff, hosts, machines, serialHelp };

import about from "./about.json" with { type: "json" };
import account from "./account.json" with { type: "json" };
import auth from "./auth.json" with { type: "json" };
import clipboard from "./clipboard.json" with { type: "json" };
import common from "./common.json" with { type: "json" };
import company from "./company.json" with { type: "json" };
import console from "./console.json" with { type: "json" };
import display from "./display.json" with { type: "json" };
import gpus from "./gpus.json" with { type: "json" };
import handOff from "./hand-off.json" with { type: "json" };
import hosts from "./hosts.json" with { type: "json" };
import keyboard from "./keyboard.json" with { type: "json" };
import language from "./language.json" with { type: "json" };
import machines from "./machines.json" with { type: "json" };
import picture from "./picture.json" with { type: "json" };
import serialHelp from "./serial-help.json" with { type: "json" };
import settings from "./settings.json" with { type: "json" };
import tabs from "./tabs.json" with { type: "json" };
import ways from "./ways.json" with { type: "json" };

/** The German texts: one namespace for each area of the portal. */
export const messages = {
  about,
  account,
  auth,
  clipboard,
  common,
  company,
  console,
  display,
  gpus,
  handOff,
  hosts,
  keyboard,
  language,
  machines,
  picture,
  serialHelp,
  settings,
  tabs,
  ways,
};

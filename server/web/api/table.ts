import { openConsole } from "./consoles.ts";
import { getDisplay, planDisplay, revealDisplay } from "./display.ts";
import {
  changeDisplay,
  getDisplayChange,
  getDisplayChangeDiff,
  planDisplayRestore,
  restartForDisplay,
  restoreDisplay,
} from "./display-changes.ts";
import type { Endpoint } from "./endpoint.ts";
import { streamEvents } from "./events.ts";
import { getGpus, makeGpuInstance } from "./gpus.ts";
import { getHandOff, handOffDisplay, setExternalLink } from "./hand-off.ts";
import { getHolder } from "./holder.ts";
import { listHosts } from "./hosts.ts";
import { getVm, listVms, setPower } from "./machines.ts";
import { getMe } from "./me.ts";
import { describeTable } from "./openapi-endpoint.ts";
import { listPins, pinVm, unpinVm } from "./pins.ts";
import { chooseProtocol } from "./protocol.ts";
import { listRecent } from "./recent.ts";
import { getScreenshot } from "./screenshot.ts";
import { getSerialLog } from "./serial-log.ts";
import { changeSettings, getSettings } from "./settings.ts";
import { setUp } from "./setup.ts";
import { signIn, signOut } from "./sign-in.ts";
import { changePassword, listSignIns, revokeOtherSignIns, revokeSignIn } from "./sign-ins.ts";

/** The whole API. What is not here is not found. */
export const endpoints: readonly Endpoint[] = [
  signIn,
  signOut,
  setUp,
  getMe,
  listSignIns,
  revokeSignIn,
  revokeOtherSignIns,
  changePassword,
  listVms,
  getVm,
  setPower,
  getScreenshot,
  chooseProtocol,
  listPins,
  pinVm,
  unpinVm,
  listRecent,
  getHolder,
  getHandOff,
  handOffDisplay,
  setExternalLink,
  getSerialLog,
  openConsole,
  getDisplay,
  planDisplay,
  revealDisplay,
  changeDisplay,
  getDisplayChange,
  getDisplayChangeDiff,
  planDisplayRestore,
  restoreDisplay,
  restartForDisplay,
  listHosts,
  getGpus,
  makeGpuInstance,
  getSettings,
  changeSettings,
  streamEvents,
  describeTable(() => endpoints),
];

import type { APIRequestContext } from "@playwright/test";
import { isUnderWay } from "#components/display/job.ts";
import type { ApplyRequest, ChangeRecord, DisplayState } from "#server/contract/display-change.ts";
import type { DisplayPlan, FollowId } from "#server/contract/display-plan.ts";
import type { DisplaySettings, GraphicsSettings, SpiceSettings, VncSettings } from "#server/contract/display-settings.ts";
import { expect } from "./test.ts";

type Edit = (settings: DisplaySettings) => DisplaySettings;
type Options = { restart?: boolean; declined?: FollowId[] };

/** Milliseconds for a change with a restart of an emulated machine. */
const CHANGE_MS = 120_000;

/** A machine's displays, changed through the API as the editor does. */
export class DisplayEditorApi {
  readonly #request: APIRequestContext;
  readonly #path: string;

  constructor(request: APIRequestContext, vm: string) {
    this.#request = request;
    this.#path = `api/vms/${vm}/display`;
  }

  async state(): Promise<DisplayState> {
    const answer = await this.#request.get(this.#path);
    expect(answer.status(), await answer.text()).toBe(200);
    return answer.json();
  }

  /** What an edit of the present settings would do. */
  async plan(edit: Edit, { declined = [] }: Options = {}): Promise<DisplayPlan> {
    const { base, settings } = await this.state();
    const answer = await this.#request.post(`${this.#path}/plan`, { data: { base, settings: edit(settings), declined } });
    expect(answer.status(), await answer.text()).toBe(200);
    return answer.json();
  }

  /** Plans an edit, makes it, and waits until nothing more happens by itself. */
  async change(edit: Edit, { restart = false, declined = [] }: Options = {}): Promise<ChangeRecord> {
    const plan = await this.plan(edit, { declined });
    expect(plan.problems).toEqual([]);
    const { base, next } = plan;
    const { settings } = await this.state();
    const data: ApplyRequest = { base, next, settings: edit(settings), declined, restart };
    const answer = await this.#request.post(`${this.#path}/changes`, { data });
    expect(answer.status(), await answer.text()).toBe(202);
    return this.ended((await answer.json()).id);
  }

  /** Waits until a change is no longer under way. */
  async ended(id: string): Promise<ChangeRecord> {
    let record: ChangeRecord | null = null;
    const state = async () => {
      const answer = await this.#request.get(`${this.#path}/changes/${id}`);
      // The web process may be away for a moment.
      record = answer.ok() ? await answer.json() : null;
      return record !== null && !isUnderWay(record);
    };
    await expect.poll(state, { timeout: CHANGE_MS, message: "the change comes to its end" }).toBe(true);
    return record as unknown as ChangeRecord;
  }
}

const common = { key: null, listen: { type: "address", address: "127.0.0.1" }, port: null, keymap: null } as const;

/** A VNC display that is new, or that an element of the definition becomes. */
export function vncDisplay(password: GraphicsSettings["password"], key: number | null = null): VncSettings {
  return { ...common, type: "vnc", key, password, sharePolicy: null };
}

/** The same for SPICE. */
export function spiceDisplay(password: GraphicsSettings["password"], key: number | null = null): SpiceSettings {
  const nothing = { image: null, jpeg: null, zlib: null, playback: null, streaming: null, clipboard: null, fileTransfer: null };
  return { ...common, ...nothing, type: "spice", key, password, tlsPort: null, defaultMode: null, channels: {}, mouse: null, gl: false };
}

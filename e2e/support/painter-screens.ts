import { expect } from "@playwright/test";
import type { Guest } from "./guest.ts";

/** Screens of painter that stand still, and how it is brought to show them. */
export const screens = { bars: ["mode bars"], gradient: ["mode gradient"], noise: ["mode noise"], evening: ["mode scene", "hour 20"] };

/** Brings a painter to show something; returns once it does. */
export async function show(painter: Guest, commands: readonly string[]): Promise<void> {
  for (const command of commands) expect(await painter.paint(command)).toMatch(/^MODE/);
}

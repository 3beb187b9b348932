export type DemoState = { url: string; email: string; password: string };
export const stateDirectory: string;
export function readState(): DemoState | null;
export function writeState(state: DemoState): void;
export function writePortalPid(pid: number): void;
export function portalPid(): number | null;
export function forgetState(): void;
export function signInBlock(state: DemoState, closing: string[]): string;

export type Say = (text: string) => void;
export type RunStep = <T>(title: string, work: (say: Say) => Promise<T>) => Promise<T>;
export function createSteps(options: { total: number; done?: number; startedAt?: number }): RunStep;
export function seconds(ms: number): string;
export function bold(text: string): string;
export function dim(text: string): string;

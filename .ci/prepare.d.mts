export const root: string;
export const node: string;
export function run(command: string, args: string[], options?: { env?: Record<string, string> }): Promise<void>;
export function ensurePackages(say: (text: string) => void): Promise<void>;
export function ensureBuild(basePath: string, say: (text: string) => void): Promise<void>;

export const spiceFiles: string[];
export function makeSpiceFiles(): Promise<void>;

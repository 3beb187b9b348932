/**
 * A machine's name inside a sentence: Unicode's isolates (FSI, PDI) keep a name that runs right to left, or that carries
 * marks of direction, from turning the words around it. Where markup is possible, use <bdi>.
 */
export function isolate(name: string): string {
  return `\u2068${name}\u2069`;
}

/** Memory as people say it: 512 MiB, 1.5 GiB, 2 TiB. */
export function memoryText(mib: number): string {
  if (mib < 1024) return `${mib} MiB`;
  if (mib < 1024 * 1024) return `${round(mib / 1024)} GiB`;
  return `${round(mib / (1024 * 1024))} TiB`;
}

function round(value: number): string {
  return String(Number(value.toFixed(value < 10 ? 1 : 0)));
}

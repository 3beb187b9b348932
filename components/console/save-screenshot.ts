/** Saves a picture as a file, named after its machine and the moment. */
export function saveScreenshot(picture: Blob, machine: string): void {
  const moment = new Date().toISOString().slice(0, 19).replaceAll(":", "-");
  const address = URL.createObjectURL(picture);
  const link = document.createElement("a");
  link.href = address;
  link.download = `${machine.replace(/[^\p{L}\p{N}._-]+/gu, "_")} ${moment}.png`;
  link.click();
  // The browser reads the address after the click has been handled.
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

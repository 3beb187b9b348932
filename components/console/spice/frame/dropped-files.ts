interface DropListener {
  /** Files are held over the console, or no longer. */
  over(over: boolean): void;
  files(files: File[]): void;
}

/** Takes files that are dropped on the window. Where none are taken they do not replace it either, as a browser would have it. */
export function takeDroppedFiles(takes: () => boolean, listener: DropListener): void {
  let depth = 0;
  const offered = (event: DragEvent) => {
    event.preventDefault();
    const wanted = takes() && event.dataTransfer?.types.includes("Files") === true;
    if (event.dataTransfer) event.dataTransfer.dropEffect = wanted ? "copy" : "none";
    return wanted;
  };
  const change = (to: number) => {
    if (depth > 0 !== to > 0) listener.over(to > 0);
    depth = to;
  };
  window.addEventListener("dragenter", (event) => {
    if (offered(event)) change(depth + 1);
  });
  window.addEventListener("dragover", offered);
  window.addEventListener("dragleave", () => change(Math.max(0, depth - 1)));
  window.addEventListener("drop", (event) => {
    const wanted = offered(event);
    change(0);
    if (wanted) listener.files(filesOf(event.dataTransfer));
  });
}

/** The files, without the folders: the agent takes none. */
function filesOf(data: DataTransfer | null): File[] {
  return [...(data?.items ?? [])].flatMap((item) => {
    const file = item.webkitGetAsEntry()?.isDirectory ? null : item.getAsFile();
    return file ? [file] : [];
  });
}

/** Lets the person choose files by the browser's own dialog. To be called by a click. */
export function chooseFiles(chosen: (files: readonly File[]) => void): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.hidden = true;
  const done = () => input.remove();
  input.addEventListener("change", () => {
    chosen([...(input.files ?? [])]);
    done();
  });
  input.addEventListener("cancel", done);
  // In the page until it is done: Safari forgets an input that stands nowhere.
  document.body.append(input);
  input.click();
}

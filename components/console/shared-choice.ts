/** Where a choice is kept. */
type Kept<T> = { read(): T; write(value: T): void };

/** What a person chose for all consoles. They are shown side by side, so it is held once, and changes in all of them. */
export class SharedChoice<T> {
  readonly #kept: Kept<T>;
  readonly #listeners = new Set<() => void>();
  #value: T;

  constructor(kept: Kept<T>) {
    this.#kept = kept;
    this.#value = kept.read();
  }

  /** The same object for as long as nothing changes. */
  readonly get = (): T => this.#value;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  readonly set = (value: T): void => {
    this.#kept.write(value);
    this.#show(value);
  };

  /** Another window chose. */
  heard(): void {
    this.#show(this.#kept.read());
  }

  #show(value: T): void {
    this.#value = value;
    for (const listener of this.#listeners) listener();
  }
}

/** A choice that the browser's other windows share, too; to be made once a page, since it listens for as long. @param name localStorage's */
export function choiceOfBrowser<T>(name: string, kept: Kept<T>): SharedChoice<T> {
  const choice = new SharedChoice(kept);
  window.addEventListener("storage", ({ key }) => {
    if (key === name || key === null) choice.heard();
  });
  return choice;
}

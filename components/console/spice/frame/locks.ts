/** Locks of a keyboard, on or off; those that are not named stay as they are. */
export type Locks = Partial<Record<keyof typeof bits, boolean>>;

/** spice-protocol's enums.h, SPICE_KEYBOARD_MODIFIER_FLAGS_*, by the lock's `KeyboardEvent.code`. */
const bits = { ScrollLock: 1, NumLock: 2, CapsLock: 4 } as const;

/** Whether a place on the keyboard (`KeyboardEvent.code`) is a lock's key. */
export function isLock(code: string): boolean {
  return Object.hasOwn(bits, code);
}

/** The guest's locks, as SPICE tells and takes them: one bit each. They are known only where and while the guest tells them. */
export class GuestLocks {
  #told: number | null = null;

  /** The server has told the guest's (SPICE_MSG_INPUTS_INIT, SPICE_MSG_INPUTS_KEY_MODIFIERS). */
  tell(mask: number): void {
    this.#told = mask;
  }

  /** A lock's key was pressed: the guest has not yet told what came of it. */
  doubt(): void {
    this.#told = null;
  }

  /** What the guest is to be told so that its locks are these, or null where they are, or where nobody knows. */
  change(locks: Locks): number | null {
    if (this.#told === null) return null;
    let wanted = this.#told;
    for (const [name, on] of Object.entries(locks)) {
      const bit = bits[name as keyof typeof bits];
      wanted = on ? wanted | bit : wanted & ~bit;
    }
    if (wanted === this.#told) return null;
    this.doubt();
    return wanted;
  }
}

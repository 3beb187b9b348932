// Progress in numbered steps, each with the time it took. Plain JavaScript for the Node that the machine has.

/**
 * @param {{ total: number, done?: number, startedAt?: number }} how many steps there are, how many came before, and when the first began
 * @returns {(title: string, work: (say: (text: string) => void) => Promise<unknown>) => Promise<any>} runs one step
 */
export function createSteps({ total, done = 0, startedAt = Date.now() }) {
  let number = done;
  return async (title, work) => {
    number += 1;
    const began = Date.now();
    console.log(`${bold(`[${number}/${total}]`)} ${title}`);
    const result = await work((text) => console.log(`      ${dim(text)}`));
    console.log(`      ${dim(`done in ${seconds(Date.now() - began)}, ${seconds(Date.now() - startedAt)} in all`)}`);
    return result;
  };
}

/** @param {number} ms */
export function seconds(ms) {
  const whole = Math.round(ms / 1000);
  if (ms < 9950) return `${(ms / 1000).toFixed(1)} s`;
  return whole < 120 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** @param {string} text */
export function bold(text) {
  return process.stdout.isTTY ? `\x1b[1m${text}\x1b[0m` : text;
}

/** @param {string} text */
export function dim(text) {
  return process.stdout.isTTY ? `\x1b[2m${text}\x1b[0m` : text;
}

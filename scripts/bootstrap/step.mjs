/** Shows one step while it runs: a line when it starts to do something, its time when it is done. */

const startedAt = Date.now();

/**
 * @template T
 * @param {string} title
 * @param {() => Promise<T>} work
 */
export async function step(title, work) {
  const begun = Date.now();
  process.stdout.write(`  ${title} ...${process.stdout.isTTY ? "" : "\n"}`);
  const result = await work();
  const line = `  ${title}: done in ${seconds(Date.now() - begun)}`;
  process.stdout.write(process.stdout.isTTY ? `\r\x1b[2K${line}\n` : `${line}\n`);
  return result;
}

/** @param {number} ms */
export function seconds(ms) {
  return `${(ms / 1000).toFixed(1)} s`;
}

export function sinceStart() {
  return seconds(Date.now() - startedAt);
}

/** What a program found, of the one line `REPORT {json}` in its output. */
export function reportIn(output: string): Record<string, unknown> {
  const line = /^REPORT (.*)$/m.exec(output);
  if (!line) throw new Error(`nothing was reported:\n${output.slice(-4000)}`);
  return JSON.parse(line[1]!);
}

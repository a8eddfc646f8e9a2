/** One JSON object on stdout. */
export function printJson(value: object): void {
  print(JSON.stringify(value));
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Columns aligned by two spaces; numbers to the right. The first row is the heading. */
export function table(rows: (string | number)[][]): string {
  const width = Math.max(0, ...rows.map((row) => row.length));
  const columns = Array.from({ length: width }, (_, at) => {
    const cells = rows.map((row) => row[at] ?? "");
    return { size: Math.max(...cells.map((cell) => `${cell}`.length)), right: cells.slice(1).every(isNumeric) };
  });
  const line = (row: (string | number)[]) =>
    row
      .map((cell, at) =>
        columns[at]!.right ? `${cell}`.padStart(columns[at]!.size) : `${cell}`.padEnd(columns[at]!.size),
      )
      .join("  ");
  return rows.map((row) => line(row).trimEnd()).join("\n");
}

function isNumeric(cell: string | number): boolean {
  return typeof cell === "number" || /^-?\d+(\.\d+)?(e[-+]\d+)?( (B|kB|MB|GB|TB|s|ms))?$/.test(cell);
}

/** 1234 → "1.23 s" */
export function duration(ms: number): string {
  if (ms < 1000) return `${ms.toFixed(0)} ms`;
  return ms < 120_000 ? `${(ms / 1000).toPrecision(3)} s` : `${Math.round(ms / 60_000)} min`;
}

/** An ISO time as local date and time to the minute. */
export function when(iso: string | null): string {
  if (iso === null) return "never";
  const date = new Date(iso);
  const two = (value: number) => `${value}`.padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}`;
}

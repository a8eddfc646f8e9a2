import { createReadStream } from "node:fs";
import { parse } from "csv-parse";
import {
  allocateValues,
  type RowBatch,
  type RowSource,
  rowsPerRead,
  type SourceOptions,
} from "../upload/row-source.js";
import { AthanorError } from "../wire/errors.js";
import { badFile, openForReading } from "./open-file.js";

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const SPECIAL: Record<string, number> = {
  nan: Number.NaN,
  inf: Number.POSITIVE_INFINITY,
  "+inf": Number.POSITIVE_INFINITY,
  "-inf": Number.NEGATIVE_INFINITY,
  infinity: Number.POSITIVE_INFINITY,
  "-infinity": Number.NEGATIVE_INFINITY,
};

/**
 * Numbers separated by comma, semicolon, tab or spaces (the first line tells). A first line with anything that
 * is no number is a header and is skipped.
 */
export async function openCsv(path: string, options: SourceOptions): Promise<RowSource> {
  const delimiter = await findDelimiter(path);
  const input = createReadStream(path, { highWaterMark: 1 << 20 });
  const parser = parse({
    delimiter,
    trim: true,
    skip_empty_lines: true,
    relax_column_count: true,
    bom: true,
    info: true,
  });
  input.on("error", (error) => parser.destroy(error));
  input.pipe(parser);
  const lines = parser.iterator({ destroyOnReturn: false }) as AsyncIterator<CsvLine>;
  const close = async () => {
    input.destroy();
    parser.destroy();
  };
  try {
    const first = await firstRow(path, lines);
    const cols = first.record.length;
    const batches = () => readRows(path, first, lines, options.dtype ?? "float64");
    return { cols, rows: null, dtype: options.dtype ?? "float64", rowIndex: "none", batches, range: null, close };
  } catch (error) {
    await close();
    throw error;
  }
}

interface CsvLine {
  record: string[];
  info: { lines: number };
}

async function findDelimiter(path: string): Promise<string> {
  const file = await openForReading(path);
  try {
    const head = Buffer.alloc(65536);
    const { bytesRead } = await file.read(head, 0, head.length, 0);
    const line = head.subarray(0, bytesRead).toString("utf8").trimStart().split(/\r?\n/, 1)[0]!;
    return [",", ";", "\t"].find((delimiter) => line.includes(delimiter)) ?? " ";
  } finally {
    await file.close();
  }
}

async function firstRow(path: string, lines: AsyncIterator<CsvLine>): Promise<CsvLine> {
  let line = await nextLine(path, lines);
  if (line?.record.some((cell) => parseCell(cell) === null && cell !== "")) line = await nextLine(path, lines);
  if (!line) throw badFile(path, "has no row of numbers");
  return line;
}

async function nextLine(path: string, lines: AsyncIterator<CsvLine>): Promise<CsvLine | null> {
  try {
    const next = await lines.next();
    return next.done ? null : next.value;
  } catch (error) {
    throw badFile(path, `cannot be parsed as CSV: ${(error as Error).message}`, error);
  }
}

async function* readRows(
  path: string,
  first: CsvLine,
  lines: AsyncIterator<CsvLine>,
  dtype: "float64" | "float32",
): AsyncIterable<RowBatch> {
  const cols = first.record.length;
  const step = rowsPerRead(cols);
  for (let line: CsvLine | null = first; line; ) {
    const values = allocateValues(dtype, step * cols);
    let rows = 0;
    for (; line && rows < step; rows++) {
      fillRow(path, line, cols, values, rows * cols);
      line = await nextLine(path, lines);
    }
    yield { rows, values: values.subarray(0, rows * cols), indices: null };
  }
}

function fillRow(path: string, line: CsvLine, cols: number, values: Float64Array | Float32Array, at: number): void {
  const { record, info } = line;
  if (record.length !== cols) {
    throw badFile(
      path,
      `has ${record.length} fields in line ${info.lines}, its first row has ${cols}; all rows must be equally long`,
    );
  }
  for (let col = 0; col < cols; col++) {
    const value = parseCell(record[col]!);
    if (value === null) throw badCell(path, record[col]!, info.lines, col);
    values[at + col] = value;
  }
}

function badCell(path: string, cell: string, line: number, column: number): AthanorError {
  if (cell === "") {
    const text = `${path} has an empty field in line ${line}, column ${column + 1}; fill it or drop the row`;
    return new AthanorError("ATHANOR_NULL_VALUE", text, { details: { path, line, column } });
  }
  return badFile(path, `has "${cell.slice(0, 40)}" in line ${line}, column ${column + 1}, where a number should be`);
}

function parseCell(cell: string): number | null {
  if (NUMBER.test(cell)) return Number(cell);
  return SPECIAL[cell.toLowerCase()] ?? null;
}

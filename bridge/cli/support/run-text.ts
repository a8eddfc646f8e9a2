import type { Dtype, JobTimings, MatrixHandle } from "athanor-client";
import { duration, table } from "./output.js";

export interface ShownOutput {
  role: string;
  /** Under which it stays on the bridge; null: it does not. */
  name: string | null;
  shape: readonly [number, number];
  dtype: Dtype;
  file?: string;
  /** Of a small output that goes nowhere else. */
  values?: ArrayLike<number>[];
}

export interface ShownRun {
  routine: string;
  inputs: Record<string, MatrixHandle>;
  outputs: ShownOutput[];
  scalars: Record<string, unknown>;
  timings: JobTimings;
  jobId: string;
}

/** What `athanor run` prints for people. */
export function runText({ routine, inputs, outputs, scalars, timings, jobId }: ShownRun): string {
  const on = Object.entries(inputs).map(([role, { shape, dtype }]) => `${role} ${shape.join(" x ")} ${dtype}`);
  const phases: [string, number][] = [
    ["queue", timings.queueMs],
    ["prepare", timings.prepareMs],
    ["compute", timings.computeMs],
    ["commit", timings.commitMs],
  ];
  const sections = [
    `${routine} of ${on.join(", ")}, job ${jobId}`,
    section("Outputs", table(outputs.map(outputRow))),
    ...outputs.map(({ role, values }) => (values ? section(role, table(values.map(numbers))) : "")),
    section("Scalars", table(scalarRows(scalars))),
    section("Time", table(phases.map(([name, ms]) => [name, duration(ms)]))),
  ];
  return sections.filter((text) => text !== "").join("\n\n");
}

function outputRow({ role, name, shape, dtype, file, values }: ShownOutput): string[] {
  const places = [name === null ? "" : `on the bridge as ${name}`, file ? `in ${file}` : ""].filter(
    (text) => text !== "",
  );
  const dropped = values ? "below" : `not kept; --out ${role}=NAME keeps it, --save ${role}=FILE.npy writes it`;
  return [role, shape.join(" x "), dtype, places.join(", ") || dropped];
}

/** Scalars as "name  value"; those of an object under "object.name", long lists cut. */
function scalarRows(scalars: Record<string, unknown>, prefix = ""): string[][] {
  return Object.entries(scalars).flatMap(([name, value]) => {
    if (value !== null && typeof value === "object" && !Array.isArray(value))
      return scalarRows(value as Record<string, unknown>, `${prefix}${name}.`);
    const empty = Array.isArray(value) && value.length === 0;
    return empty ? [] : [[`${prefix}${name}`, scalarText(value)]];
  });
}

const SHOWN_ITEMS = 10;

function scalarText(value: unknown): string {
  if (!Array.isArray(value)) return typeof value === "number" ? digits(value) : String(value);
  const rest = value.length > SHOWN_ITEMS ? ` ... (${value.length})` : "";
  return `${value.slice(0, SHOWN_ITEMS).map(scalarText).join(" ")}${rest}`;
}

function numbers(row: ArrayLike<number>): string[] {
  return Array.from(row, digits);
}

function digits(value: number): string {
  return `${Number(value.toPrecision(10))}`;
}

function section(title: string, body: string): string {
  return body === "" ? "" : `${title}\n${body.replace(/^/gm, "  ")}`;
}

import type { Skipped } from "../../../bench/load.js";
import { changeText } from "../../../bench/report/html.js";
import type { BenchReport } from "../../../bench/report/report.js";
import { type Figure, verdict } from "../../../bench/support/figures.js";
import { table } from "./output.js";

/** A figure as soon as it is there: what it is, and each side in a line. */
export function figureText({ load, what, value, unit, limit, notes }: Figure): string {
  const head = `${load}: ${what}: ${value.toPrecision(3)} ${unit}  ${verdict({ value, unit, limit })}`;
  return [head.trimEnd(), ...notes.map((note) => `    ${note}`)].join("\n");
}

export function skippedText({ what, reason }: Skipped): string {
  return `${what}: left out: ${reason}`;
}

/** All figures in one table, what has become worse or better, and where the report is. */
export function reportText(report: BenchReport, files: string[], withoutPictures: string | null): string {
  const { figures, earlier } = report;
  const rows = figures.map((figure) => [
    figure.load,
    figure.what,
    `${figure.value.toPrecision(3)} ${figure.unit}`,
    verdict(figure),
  ]);
  const changes = (earlier?.changes ?? []).map(
    (change) =>
      `${change.load}: ${change.what}: ${change.now.toPrecision(3)}, was ${changeText(change, unitOf(figures, change))}`,
  );
  return [
    "",
    rows.length > 0 ? table([["LOAD", "WHAT", "VALUE", "REACH"], ...rows]) : "nothing was measured",
    ...(earlier ? ["", `Against ${earlier.at} (${earlier.file}):`, ...changes] : []),
    "",
    ...files.map((file) => `written: ${file}`),
    ...(withoutPictures ? [`no PNG: ${withoutPictures}`] : []),
  ].join("\n");
}

function unitOf(figures: Figure[], { load, what }: { load: string; what: string }): string {
  return figures.find((figure) => figure.load === load && figure.what === what)?.unit ?? "";
}

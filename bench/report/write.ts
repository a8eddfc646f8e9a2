import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fromRoot } from "../../bridge/common/paths.js";
import { htmlReport } from "./html.js";
import { pngRenderer } from "./png.js";
import { ratioChart } from "./ratio-chart.js";
import type { BenchReport } from "./report.js";
import { stackedCharts } from "./stacked-chart.js";

export interface Written {
  files: string[];
  /** Why there are no pictures; null: there are. */
  withoutPictures: string | null;
}

/** Writes report.html, results.json and a PNG of each chart into the folder, which is made where it is not. */
export async function writeReport(report: BenchReport, out: string): Promise<Written> {
  const ratios = ratioChart(report.figures);
  const charts = [...stackedCharts(report.figures), ...(ratios ? [ratios] : [])];
  const draw = pngRenderer();
  const files: Record<string, string | Uint8Array> = {
    "report.html": htmlReport(report, charts),
    "results.json": json(report),
    ...Object.fromEntries(draw ? charts.map((chart) => [`${chart.name}.png`, draw(chart)]) : []),
  };
  await mkdir(out, { recursive: true });
  for (const [name, content] of Object.entries(files)) await writeFile(join(out, name), content);
  const why =
    "the optional packages @resvg/resvg-js and dejavu-fonts-ttf are not installed (`npm install` brings them)";
  return { files: Object.keys(files).map((name) => join(out, name)), withoutPictures: draw ? null : why };
}

/** bench/results/DATE.json of the checkout. */
export async function saveResults(report: BenchReport): Promise<string> {
  const folder = fromRoot("bench/results");
  await mkdir(folder, { recursive: true });
  const file = join(folder, `${report.at.slice(0, 16).replace(":", "")}.json`);
  await writeFile(file, json(report));
  return file;
}

const json = (report: BenchReport): string => `${JSON.stringify(report, null, 2)}\n`;

import { type Figure, reaches, spread, verdict } from "../support/figures.js";
import type { Change } from "./earlier.js";
import type { BenchReport } from "./report.js";
import { type Chart, escapeXml, inlineSvg } from "./svg.js";

const STYLE = `
:root { color-scheme: light dark }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff }
table { border-collapse: collapse; width: 100% } th, td { text-align: left; vertical-align: top; padding: .3rem .6rem .3rem 0 }
th { border-bottom: 1px solid #999 } td { border-bottom: 1px solid #ddd } td.number { white-space: nowrap }
svg { max-width: 100%; height: auto; margin: 1rem 0 } .faint { color: #666 } .missed, .worse { color: #b3341e } .reached, .better { color: #2c7a2c }
pre { white-space: pre-wrap; overflow-wrap: anywhere }
@media (prefers-color-scheme: dark) {
body { color: #ddd; background: #16181d } td { border-color: #333 } .faint { color: #999 }
.missed, .worse { color: #f08a74 } .reached, .better { color: #8fd18f }
}
`;

/** One page with everything in it: it asks for nothing from elsewhere and runs no script. */
export function htmlReport(report: BenchReport, charts: Chart[]): string {
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Athanor: benchmarks of ${day(report.at)}</title>
<style>${STYLE}</style></head>
<body>
<h1>Athanor: benchmarks</h1>
${heading(report)}
${charts.map(inlineSvg).join("\n")}
${loads(report)}
${skipped(report)}
${facts(report)}
${samples(report)}
</body>
</html>
`;
}

function heading({ at, command, commit, machine, earlier }: BenchReport): string {
  const memory = `${Math.round(machine.memoryBytes / 2 ** 30)} GB`;
  const compared = earlier
    ? `Compared with ${escapeXml(earlier.at)} (<code>${escapeXml(earlier.file)}</code>), of a machine like this one.`
    : "No earlier results of a machine like this one were found.";
  return `<p>${escapeXml(at)}, commit ${escapeXml(commit ?? "unknown")}, by <code>${escapeXml(command)}</code><br>
${escapeXml(machine.cpu ?? "unknown processor")}, ${machine.cores} cores, ${memory} of memory</p>
<p class="faint">Medians, with the shortest and the longest round. Sides take turns, warm, on equal data; a ratio is ours over the
peer's. ${compared}</p>`;
}

function loads({ figures, earlier }: BenchReport): string {
  const names = [...new Set(figures.map(({ load }) => load))];
  return names
    .map((name) => {
      const rows = figures.filter(({ load }) => load === name).map((figure) => row(figure, earlier?.changes ?? []));
      return `<h2>${escapeXml(name)}</h2>\n<table><tr><th>what</th><th>value</th><th>reach</th><th>each side</th><th>before</th></tr>\n${rows.join("\n")}</table>`;
    })
    .join("\n");
}

function row(figure: Figure, changes: Change[]): string {
  const change = changes.find(({ load, what }) => load === figure.load && what === figure.what);
  const reached = reaches(figure);
  const classes = reached === null ? "" : reached ? "reached" : "missed";
  return `<tr><td>${escapeXml(figure.what)}</td><td class="number">${figure.value.toPrecision(3)} ${escapeXml(figure.unit)}</td>
<td class="${classes}">${escapeXml(verdict(figure))}</td><td>${figure.notes.map(escapeXml).join("<br>")}</td>
<td class="${change?.verdict ?? ""}">${change ? escapeXml(changeText(change, figure.unit)) : ""}</td></tr>`;
}

/** "1.13 x, now worse". */
export function changeText({ before, verdict: now }: Change, unit: string): string {
  return `${before.toPrecision(3)} ${unit}, now ${now === "same" ? "the same within 5 %" : now}`;
}

function skipped({ skipped: entries }: BenchReport): string {
  if (entries.length === 0) return "";
  const items = entries.map(({ what, reason }) => `<li>${escapeXml(what)}: ${escapeXml(reason)}</li>`);
  return `<h2>Left out</h2>\n<ul>${items.join("\n")}</ul>`;
}

function facts({ machine, versions, settings }: BenchReport): string {
  const rows = Object.entries({ system: machine.system, "usable cores": machine.usableCores, ...versions })
    .map(([name, value]) => `<tr><td>${escapeXml(name)}</td><td>${escapeXml(`${value}`)}</td></tr>`)
    .join("\n");
  return `<h2>Machine, versions, settings</h2>\n<table>${rows}</table>\n<pre>${escapeXml(JSON.stringify(settings))}</pre>`;
}

function samples({ figures }: BenchReport): string {
  const parts = figures.map(({ load, what, samples: sides }) => {
    const lines = Object.entries(sides).map(([side, values]) => {
      const shown =
        values.length > 100 ? spread(values, `(${values.length} samples in results.json)`) : values.join(" ");
      return `${side}: ${shown}`;
    });
    return `<h3>${escapeXml(`${load}: ${what}`)}</h3>\n<pre>${escapeXml(lines.join("\n"))}</pre>`;
  });
  return `<details><summary>Every sample</summary>\n${parts.join("\n")}</details>`;
}

const day = (at: string): string => at.slice(0, 10);

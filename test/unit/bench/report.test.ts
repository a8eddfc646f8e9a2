import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { changesOf, compare } from "../../../bench/report/earlier.js";
import { htmlReport } from "../../../bench/report/html.js";
import { machine } from "../../../bench/report/machine.js";
import { pngRenderer } from "../../../bench/report/png.js";
import { ratioChart, ratioRange } from "../../../bench/report/ratio-chart.js";
import type { BenchReport } from "../../../bench/report/report.js";
import { stackedCharts } from "../../../bench/report/stacked-chart.js";
import { inlineSvg, standaloneSvg, ticks } from "../../../bench/report/svg.js";
import { writeReport } from "../../../bench/report/write.js";
import { type Figure, stackedBar } from "../../../bench/support/figures.js";

const HOSTILE = `<script src="http://evil">&"x"</script>`;

function figure(more: Partial<Figure> = {}): Figure {
  return {
    load: "svd",
    what: `rank-20 SVD of 10 x 10 ${HOSTILE}`,
    value: 0.5,
    unit: "x",
    limit: { atMost: 0.6 },
    samples: { athanor: [0.9, 1, 1.2], peer: [2, 2, 2] },
    notes: ["athanor 1 s"],
    stacks: [bar("10,000", 4), bar("2,500", 1)],
    ...more,
  };
}

const bar = (group: string, compute: number) =>
  stackedBar(
    { chart: "rank-20 SVD", group, side: "Spark & Athanor" },
    { send: [1], compute: [compute], receive: [0.5] },
  );

function report(figures: Figure[]): BenchReport {
  return {
    at: "2026-01-02T03:04:05.000Z",
    command: "npx athanor bench svd",
    commit: "abc1234",
    machine: machine(),
    versions: { node: process.version },
    settings: { loads: ["svd"], peers: ["scikit-learn"], sizes: ["10 x 10"], rounds: 3 },
    figures,
    skipped: [{ what: "dask", reason: "not installed" }],
    earlier: { at: "2026-01-01T00:00:00Z", file: "old.json", changes: changesOf(figures, [figure({ value: 0.25 })]) },
  };
}

let out: string;
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), "athanor-report-"));
});
afterAll(() => rmSync(out, { recursive: true, force: true }));

describe("the report of a benchmark", () => {
  it("asks for nothing from elsewhere and runs no script", () => {
    const figures = [figure()];
    const html = htmlReport(report(figures), [...stackedCharts(figures), ratioChart(figures)!]);
    expect(html.replaceAll("http://evil", "")).not.toMatch(/https?:|<script|<link|<img|@import|url\(/);
    expect(html).not.toContain("<script");
    expect(html).toContain("prefers-color-scheme: dark");
  });

  it("says what was reached, what was left out, and that a figure has become worse", () => {
    const html = htmlReport(report([figure()]), []);
    for (const text of ["reached (≤ 0.6 x)", "dask: not installed", "0.250 x, now worse", "abc1234", machine().cpu!])
      expect(html).toContain(text);
  });

  it("is a folder with the page, every sample as JSON, and a PNG of each chart where they can be drawn", async () => {
    const { files, withoutPictures } = await writeReport(report([figure()]), join(out, "report"));
    const json = JSON.parse(readFileSync(files.find((file) => file.endsWith("results.json"))!, "utf8")) as BenchReport;
    expect(json).toMatchObject({
      at: "2026-01-02T03:04:05.000Z",
      commit: "abc1234",
      machine: { cores: expect.any(Number), memoryBytes: expect.any(Number), node: process.version },
      versions: { node: process.version },
      settings: { loads: ["svd"], sizes: ["10 x 10"] },
      figures: [{ samples: { athanor: [0.9, 1, 1.2], peer: [2, 2, 2] } }],
    });
    const pictures = files.filter((file) => file.endsWith(".png"));
    if (pngRenderer() === null) expect(withoutPictures).toMatch(/npm install/);
    else expect(pictures).toHaveLength(2);
    for (const picture of pictures) expect(readFileSync(picture).subarray(1, 4).toString()).toBe("PNG");
  });
});

describe("its charts", () => {
  const charts = [...stackedCharts([figure()]), ratioChart([figure()])!];

  it.each(charts.map((chart) => [chart.name, chart] as const))(
    "%s is well-formed XML inside its bounds",
    (_, chart) => {
      for (const svg of [inlineSvg(chart), standaloneSvg(chart)]) expect(openElements(svg)).toEqual([]);
      const rights = [...chart.body.matchAll(/<rect x="([\d.-]+)" y="[\d.-]+" width="([\d.-]+)"/g)];
      expect(rights.length).toBeGreaterThanOrEqual(2);
      for (const [, x, width] of rights) expect(Number(x) + Number(width)).toBeLessThanOrEqual(chart.width + 0.1);
    },
  );

  it("stack send, compute and receive, the smallest size first", () => {
    const { body } = stackedCharts([figure()])[0]!;
    expect(body.indexOf(">2,500<")).toBeLessThan(body.indexOf(">10,000<"));
    for (const phase of ["send", "compute", "receive"])
      expect(body.match(new RegExp(`class="${phase}"`, "g"))).toHaveLength(3); // two bars and the legend
    expect(body).toContain("Spark &amp; Athanor");
  });

  it("show a ratio's range by our samples, with the time below the line for rates", () => {
    expect(ratioRange(figure())).toEqual([0.45, 0.6]);
    expect(ratioRange(figure({ limit: { atLeast: 0.4 } }))).toEqual([0.5 / 1.2, 0.5 / 0.9]);
  });

  it("have round steps on their axes", () => {
    expect(ticks(9.7)).toEqual([0, 2, 4, 6, 8]);
    expect(ticks(0.31)).toEqual([0, 0.1, 0.2, 0.3]);
    expect(ticks(0)).toEqual([0]);
  });
});

describe("the comparison with earlier results", () => {
  const here = machine();
  const write = (name: string, content: object) => {
    const file = join(out, name);
    writeFileSync(file, JSON.stringify(content));
    return file;
  };

  it("is with the newest ones of a machine like this one that have the figure", () => {
    const files = [
      write("old.json", { at: "2026-01-01", machine: here, figures: [figure({ value: 0.4 })] }),
      write("new.json", { at: "2026-01-03", machine: here, figures: [figure({ value: 0.7 })] }),
      write("stranger.json", { at: "2026-01-04", machine: { ...here, cores: 999 }, figures: [figure({ value: 9 })] }),
      write("other.json", { at: "2026-01-05", machine: here, figures: [figure({ what: "something else" })] }),
      write("broken.json", []),
    ];
    expect(compare([figure()], here, files)).toMatchObject({
      file: files[1],
      changes: [{ before: 0.7, now: 0.5, verdict: "better" }],
    });
    expect(compare([figure()], here, [files[2]!, files[4]!, join(out, "nowhere.json")])).toBeNull();
  });

  it.each([
    [0.5, { atMost: 1 }, "worse"],
    [0.99, { atMost: 1 }, "same"],
    [2, { atMost: 1 }, "better"],
    [0.5, { atLeast: 1 }, "better"],
    [2, { atLeast: 1 }, "worse"],
    [2, null, "less"],
    [0.5, null, "more"],
  ] as const)("1 after %d with the limit %j is %s", (before, limit, verdict) => {
    expect(changesOf([figure({ value: 1, limit })], [figure({ value: before })])[0]!.verdict).toBe(verdict);
  });
});

/** Elements that are not closed, or closed in another order. */
function openElements(svg: string): string[] {
  const open: string[] = [];
  const markup = svg.replace(/<style>[\s\S]*?<\/style>/g, "");
  for (const [, close, name, empty] of markup.matchAll(/<(\/?)(\w+)(?:\s[\w:-]+="[^"<>]*")*\s*(\/?)>/g)) {
    if (close) {
      if (open.pop() !== name) return [...open, `/${name}`];
    } else if (!empty) open.push(name!);
  }
  expect(markup.replace(/<[^<>]*>/g, "")).not.toMatch(/[<>]/);
  return open;
}

/** A picture without script, font files or anything else from outside. */
export interface Chart {
  /** Its file's name, without ending. */
  name: string;
  title: string;
  width: number;
  height: number;
  /** What is inside the <svg> element. */
  body: string;
}

/** Of rectangles and text; dark where the reader's system is. */
const STYLE = `
text { font-family: "DejaVu Sans", system-ui, sans-serif; font-size: 12px; fill: #222 }
.faint { fill: #666 } .title { font-size: 15px; font-weight: bold } .end { text-anchor: end } .middle { text-anchor: middle }
.paper { fill: #fff } .grid { stroke: #ddd } .whisker { stroke: #222 } .one { stroke: #666; stroke-dasharray: 4 3 }
.send { fill: #4c78a8 } .compute { fill: #f58518 } .receive { fill: #54a24b }
.reached { fill: #54a24b } .missed { fill: #d0573e } .shown { fill: #8a8a8a } .reach { stroke: #222; stroke-width: 2 }
`;
const DARK = `
@media (prefers-color-scheme: dark) {
text { fill: #ddd } .faint { fill: #999 } .paper { fill: #16181d } .grid { stroke: #333 }
.whisker, .reach { stroke: #eee } .one { stroke: #999 }
}
`;

/** For a page: its styles are in the picture, its namespace is the page's. */
export function inlineSvg({ title, width, height, body }: Chart): string {
  return `<svg viewBox="0 0 ${width} ${height}" width="${width}" role="img" aria-label="${escapeXml(title)}"><style>${STYLE}${DARK}</style>${body}</svg>`;
}

/** As a file of its own, always light. */
export function standaloneSvg({ width, height, body }: Chart): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}"><style>${STYLE}</style>${body}</svg>`;
}

export function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");
}

export function text(x: number, y: number, content: string, classes = ""): string {
  return `<text x="${round(x)}" y="${round(y)}" class="${classes}">${escapeXml(content)}</text>`;
}

export function rect(x: number, y: number, width: number, height: number, classes: string): string {
  return `<rect x="${round(x)}" y="${round(y)}" width="${round(width)}" height="${round(height)}" class="${classes}"/>`;
}

export function line(x1: number, y1: number, x2: number, y2: number, classes: string): string {
  return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" class="${classes}"/>`;
}

/** Round steps from 0 to `largest`, about five of them. */
export function ticks(largest: number): number[] {
  if (!(largest > 0)) return [0];
  const rough = largest / 5;
  const magnitude = 10 ** Math.floor(Math.log10(rough));
  const step = magnitude * [1, 2, 5, 10].find((factor) => factor * magnitude >= rough)!;
  return Array.from({ length: Math.floor(largest / step + 1e-9) + 1 }, (_, at) => Number((at * step).toPrecision(6)));
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

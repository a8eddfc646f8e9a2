import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { type Chart, standaloneSvg } from "./svg.js";

const ZOOM = 2;

/** What we use of @resvg/resvg-js, an optional dependency: there is no binary of it for some platforms. */
interface Resvg {
  Resvg: new (svg: string, options: object) => { render(): { asPng(): Uint8Array } };
}

/**
 * Draws charts as PNG, twice as large.
 * @returns null where the optional packages that draw are not installed
 */
export function pngRenderer(): ((chart: Chart) => Uint8Array) | null {
  const require = createRequire(import.meta.url);
  try {
    const { Resvg } = require("@resvg/resvg-js") as Resvg;
    // Fonts of our own: a server may have none, and a picture would have no text.
    const fonts = join(dirname(require.resolve("dejavu-fonts-ttf/package.json")), "ttf");
    const fontFiles = ["DejaVuSans.ttf", "DejaVuSans-Bold.ttf"].map((name) => join(fonts, name));
    const font = { loadSystemFonts: false, fontFiles, defaultFontFamily: "DejaVu Sans" };
    const options = { fitTo: { mode: "zoom", value: ZOOM }, font };
    return (chart) => new Resvg(standaloneSvg(chart), options).render().asPng();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "MODULE_NOT_FOUND") return null;
    throw error;
  }
}

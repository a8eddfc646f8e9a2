/** The two bars of the demo: bytes on their way up, passes over the matrix. On a terminal only; a log gets one line each. */
import { Presets, SingleBar } from "cli-progress";
import { megabytes } from "./figures.mjs";

const barsize = 32;

/** @typedef {{ phase: string, fraction?: number | null, facts?: Record<string, unknown> }} ComputeProgress */
/** @typedef {{ bytes: number, totalBytes: number | null }} UploadProgress */

export function bars() {
  /** @type {SingleBar | null} */
  let current = null;
  let shown = "";
  /**
   * @param {string} title
   * @param {number} fraction
   * @param {string} facts
   */
  const show = (title, fraction, facts) => {
    if (shown !== title) current = begin(title);
    shown = title;
    current?.update(Math.min(1, Math.max(0, fraction)), { facts });
  };
  const finish = () => {
    current?.stop();
    current = null;
  };
  return {
    /** @param {UploadProgress} progress */
    upload: ({ bytes, totalBytes }) => show("upload ", bytes / (totalBytes ?? bytes), megabytes(bytes)),
    /** @param {ComputeProgress} progress */
    compute: ({ phase, fraction, facts }) => show("compute", fraction ?? 0, describe(phase, facts ?? {})),
    /** Ends the bar that is shown, full. */
    done() {
      current?.update(1);
      finish();
    },
    /** Ends the bar that is shown, as it is. */
    stop: finish,
  };
}

/** @param {string} title */
function begin(title) {
  if (!process.stdout.isTTY) {
    process.stdout.write(`  ${title.trim()} ...\n`);
    return null;
  }
  const format = `  ${title} {bar} {percentage} %  {facts}`;
  const bar = new SingleBar({ format, barsize, hideCursor: true, gracefulExit: false }, Presets.shades_classic);
  bar.start(1, 0, { facts: "" });
  return bar;
}

/**
 * @param {string} phase
 * @param {Record<string, unknown>} facts
 */
function describe(phase, facts) {
  const shown = Object.entries(facts).map(([name, value]) => `${name} ${short(value)}`);
  return [phase, ...shown].join(", ");
}

/** @param {unknown} value */
function short(value) {
  return typeof value === "number" && !Number.isInteger(value) ? value.toExponential(1) : String(value);
}

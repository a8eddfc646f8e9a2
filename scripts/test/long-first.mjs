import { BaseSequencer } from "vitest/node";

/** Files that take minutes, longest first. Begun last, one would keep a single worker busy while the others have nothing left. */
const LONG = ["pyspark-classic", "scala-4", "scala-3.5", "pyspark-connect"];

/** @param {{ moduleId: string }} file */
function place({ moduleId }) {
  const at = LONG.findIndex((name) => moduleId.endsWith(`/${name}.test.ts`));
  return at < 0 ? LONG.length : at;
}

/** Vitest's own order, but for the long files. */
export class LongFirst extends BaseSequencer {
  /**
   * @override
   * @param {import("vitest/node").TestSpecification[]} files
   */
  async sort(files) {
    return (await super.sort(files)).toSorted((a, b) => place(a) - place(b));
  }
}

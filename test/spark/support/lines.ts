import { sparkLines } from "../../../scripts/bootstrap/spark.mjs";

/** Set by `npm run test:spark`. */
export const long = process.env.ATHANOR_LONG_TESTS === "1";

/** The lines of Spark for tests that take long and hardly differ between them: `npm test` takes the newest. */
export const linesForLongTests = long ? sparkLines : sparkLines.slice(0, 1);

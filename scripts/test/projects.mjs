/** The folders of test/ in the order in which they run: what is quick and pure first. */
export const folders = ["unit", "native", "integration", "python", "faults", "conformance", "docs", "spark"];

/** Needs the jars for Spark and a Spark of each line. */
export const sparkFolder = "spark";

/** Checks that are not vitest's; they run first, by these names. */
export const checks = ["lint", "types"];

export { Jobs, type JobsOptions } from "./jobs.js";
export { parseManifest } from "./manifest.js";

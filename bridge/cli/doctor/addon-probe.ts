/** Run by `addon.ts` in a process of its own: starts the addon on one rank and prints what it is, as one JSON line. */
import { loadNative } from "../../../native-libs/load.js";

const native = loadNative();
const info = await native.start(process.argv[2]!);
const libraries = info.libraries.map(({ name, manifest }) => {
  const { version, routines } = JSON.parse(manifest) as { version: string; routines: unknown[] };
  return { name, version, routines: routines.length };
});
const report = { mpi: info.mpi.split("\n")[0], blas: info.blas, cpu: info.cpu, libraries, refused: info.refused };
process.stdout.write(`${JSON.stringify(report)}\n`);
await native.stop();

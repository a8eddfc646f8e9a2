import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { withBridge } from "../support/with-bridge.js";

const ROOT = new URL("../..", import.meta.url).pathname;
const run = promisify(execFile);

/** What each case of support/bad_input.py must be answered with: the code, what was found, what mends it. */
const ANSWERS: Record<string, RegExp> = {
  ragged: /ATHANOR_BAD_BATCH.*row 2.*1.*2/s,
  nullEntry: /ATHANOR_NULL_VALUE.*row 1/s,
  nullRow: /ATHANOR_NULL_VALUE.*row 1/s,
  nullColumn: /ATHANOR_NULL_VALUE.*y.*row 0/s,
  strings: /ATHANOR_BAD_SCHEMA.*x/s,
  noColumns: /ATHANOR_BAD_SCHEMA/,
  nan: /ATHANOR_NOT_FINITE.*17/s,
  infinity: /ATHANOR_NOT_FINITE.*17/s,
  emptySvd: /ATHANOR_INVALID_ARGUMENT.*at least 1 rows.*0 rows/s,
  kTooLarge: /ATHANOR_INVALID_ARGUMENT.*k <= 3.*not 4/s,
  kZero: /ATHANOR_INVALID_ARGUMENT.*k >= 1, not 0/s,
  kText: /ATHANOR_INVALID_ARGUMENT.*k/s,
  unknownMatrix: /ATHANOR_MATRIX_NOT_FOUND.*nosuch/s,
  unknownRoutine: /ATHANOR_UNKNOWN_ROUTINE.*truncatedSvd/s,
  unknownParam: /ATHANOR_INVALID_ARGUMENT.*kk/s,
  libraryPath: /ATHANOR_UNKNOWN_ROUTINE/,
  notJson: /ATHANOR_INVALID_ARGUMENT.*JSON/s,
  unknownField: /ATHANOR_INVALID_ARGUMENT.*colz/s,
  wrongType: /ATHANOR_INVALID_ARGUMENT.*cols/s,
  unknownAction: /ATHANOR_UNIMPLEMENTED/,
  gap: /ATHANOR_SEAL_REFUSED.*missing 1/s,
  dropped: /ATHANOR_MATRIX_DROPPED/,
  expired: /ATHANOR_MATRIX_EXPIRED.*ttlMs/s,
  sealedName: /ATHANOR_MATRIX_EXISTS.*good/s,
  beyondBudget: /ATHANOR_STORE_FULL.*8000000000000000/s,
  oversized: /ATHANOR_MESSAGE_TOO_LARGE/,
  compressed: /ATHANOR_UNSUPPORTED_COMPRESSION.*ZSTD/s,
};

describe("bad input from a plain Flight client", () => {
  it("is answered case by case with a code, what was found and what mends it, and changes nothing", async () => {
    await withBridge(
      async ({ url, token }) => {
        const python = `${ROOT}/build/venv/bin/python`;
        const script = `${ROOT}/test/integration/support/bad_input.py`;
        const { stdout } = await run(python, [script, url.replace("grpc://", "grpc+tcp://"), token], {
          timeout: 50_000,
        });
        const { errors, good } = JSON.parse(stdout);
        expect(Object.keys(errors).sort()).toEqual(Object.keys(ANSWERS).sort());
        const wrong = Object.entries(ANSWERS).filter(([name, pattern]) => !pattern.test(errors[name]));
        expect(wrong.map(([name, pattern]) => ({ name, wanted: `${pattern}`, found: errors[name] }))).toEqual([]);
        expect(good).toBe(true);
      },
      { config: { maxMessageBytes: 8 * 2 ** 20 } },
    );
  });
});

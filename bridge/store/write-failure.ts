import { statfs } from "node:fs/promises";
import { AthanorError } from "athanor-client/wire";
import type { Tier } from "../common/capability-types.js";
import type { StoreDirectories } from "./directories.js";
import { grouped } from "./wording.js";

/**
 * What a failed file operation means to who sends the attempt; what is none of its business stays as it is.
 * @param bytes of the attempt so far
 */
export async function writeFailure(
  error: unknown,
  directories: StoreDirectories,
  tier: Tier,
  bytes: number,
): Promise<unknown> {
  const code = (error as NodeJS.ErrnoException).code;
  if (code === "ENOENT") {
    const text = "the matrix was sealed, aborted or dropped while this part was sent";
    return new AthanorError("ATHANOR_MATRIX_DROPPED", text, { cause: error });
  }
  if (code !== "ENOSPC" && code !== "EDQUOT" && code !== "EFBIG") return error;
  const usage = await statfs(directories.root(tier)).catch(() => null);
  const totalBytes = usage ? usage.blocks * usage.bsize : 0;
  const usedBytes = usage ? (usage.blocks - usage.bfree) * usage.bsize : 0;
  const text = `the file system of the ${tier} store is full: this attempt has ${grouped(bytes)} bytes so far, ${grouped(usedBytes)} of ${grouped(totalBytes)} are used; drop matrices, or give the store more room`;
  return new AthanorError("ATHANOR_STORE_FULL", text, {
    cause: error,
    details: { wantedBytes: bytes, usedBytes, totalBytes },
  });
}

import type { SpareUse } from "./new-file.js";
import type { FileNames, PartNames } from "./part-names.js";

/** Opens an attempt's file of rows and, where rows bring an index, that of indices; neither stays where one cannot be had. */
export async function openPair<File extends { discard(): Promise<void> }>(
  names: PartNames,
  spare: SpareUse,
  open: (names: FileNames, spare: SpareUse | null) => Promise<File>,
): Promise<{ rows: File; index: File | null }> {
  const rows = await open(names.rows, spare);
  try {
    return { rows, index: names.index && (await open(names.index, null)) };
  } catch (error) {
    await rows.discard();
    throw error;
  }
}

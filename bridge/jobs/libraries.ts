import type { LibraryManifest } from "athanor-client/wire";
import type { Logger } from "pino";
import { parseManifest } from "./manifest.js";

/** The manifests that are sound. One that is not costs its library's routines, and is said once in the log. */
export class SoundLibraries {
  readonly #log: Logger;
  /** By identity of the list: it is a new one only after a restart of a group. */
  readonly #checked = new WeakMap<readonly LibraryManifest[], LibraryManifest[]>();

  constructor(log: Logger) {
    this.#log = log;
  }

  of(manifests: readonly LibraryManifest[]): LibraryManifest[] {
    let sound = this.#checked.get(manifests);
    if (sound === undefined) {
      sound = manifests.flatMap((manifest) => this.#check(manifest));
      this.#checked.set(manifests, sound);
    }
    return sound;
  }

  #check(manifest: LibraryManifest): LibraryManifest[] {
    try {
      return [parseManifest(manifest)];
    } catch (error) {
      const name = (manifest as Partial<LibraryManifest> | null)?.name ?? "(without a name)";
      this.#log.error({ library: name, reason: (error as Error).message }, "the manifest of a library is wrong");
      return [];
    }
  }
}

import type { BridgeLink } from "./bridge-link.js";
import type { DataPath } from "./data-path.js";

const DROP_DEADLINE_MS = 5_000;

/** What the handles of one client share: the ways to its bridge, and which matrices go when it is closed. */
export class Session {
  private readonly temporaries = new Set<string>();

  constructor(
    readonly link: BridgeLink,
    readonly path: DataPath,
  ) {}

  keepTemporary(matrixId: string): void {
    this.temporaries.add(matrixId);
  }

  /** The matrix was dropped, or shall outlive this client. */
  forget(matrixId: string): void {
    this.temporaries.delete(matrixId);
  }

  /** Drops temporaries as far as the bridge can be reached; whatever stays, its time to live ends it. */
  async dropTemporaries(ids: Iterable<string> = [...this.temporaries]): Promise<void> {
    const drop = async (matrix: string) => {
      this.temporaries.delete(matrix);
      await this.link.call("athanor.dropMatrix", { matrix }, { deadlineMs: DROP_DEADLINE_MS }).catch(() => {});
    };
    await Promise.all([...ids].map(drop));
  }
}

import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { crc32 } from "node:zlib";
import { connect } from "athanor-client";
import type { ActionName, Actions } from "athanor-client/wire";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { BridgeLink } from "../../client/node/src/bridge-link.js";
import { DataPath } from "../../client/node/src/data-path.js";
import { HostFiles, sightOf } from "../../client/node/src/upload/host-files.js";
import { type PutOptions, put } from "../../client/node/src/upload/put.js";
import { sharedBridge } from "../support/shared-bridge.js";
import { testValues } from "../support/uploads.js";
import { type TestBridge, withBridge } from "../support/with-bridge.js";

const ROWS = 24_000;
const COLS = 20;
const VALUES = testValues(ROWS, COLS);
const SHAPE: [number, number] = [ROWS, COLS];

const bridge = sharedBridge();
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "athanor-host-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A link that changes what createMatrix offers. */
class ElsewhereLink extends BridgeLink {
  constructor(
    to: TestBridge,
    private readonly elsewhere: (directory: string) => string,
  ) {
    super({ url: to.url, token: to.token, tls: null, deadlineMs: 30_000 });
  }

  override async call<A extends ActionName>(action: A, request: Actions[A]["request"]): Promise<Actions[A]["result"]> {
    const answer = await super.call(action, request);
    if (typeof answer !== "object" || !("sameHost" in answer)) return answer;
    const { sameHost } = answer;
    return { ...answer, sameHost: { ...sameHost, directory: this.elsewhere(sameHost.directory) } };
  }
}

describe("files of the store's making", () => {
  it("are not opened outside of the directory, nor through a symbolic link", async () => {
    const open = (path: string) => HostFiles.open(folder, { path, indexPath: null, reservedRows: 1 });
    await expect(open("/etc/hostname")).rejects.toThrow(/ATHANOR_INTERNAL.*not in its store directory/);
    await expect(open("m/../../hostname")).rejects.toThrow(/ATHANOR_INTERNAL/);
    symlinkSync("/dev/null", join(folder, "link"));
    await expect(open("link")).rejects.toThrow("cannot be written from here");
    await expect(open("nothing")).rejects.toThrow("cannot be written from here");
    const full = await HostFiles.open("/dev", { path: "full", indexPath: null, reservedRows: 1 });
    await expect(full.append(Buffer.alloc(10), null)).rejects.toThrow("cannot be written from here");
    await full.close();
  });
});

describe("a matrix on the bridge's host", () => {
  it("has the digest of one whose rows travelled", async () => {
    const direct = await connect(bridge().url, { token: bridge().token, dataPath: "direct" });
    const auto = await connect(bridge().url, { token: bridge().token });
    try {
      const indices = BigInt64Array.from({ length: ROWS }, (_value, at) => BigInt(3 * at - 7));
      const blocks = () => [
        { rows: 400, values: VALUES.slice(0, 400 * COLS), indices: indices.slice(0, 400) },
        { rows: ROWS - 400, values: VALUES.slice(400 * COLS), indices: indices.slice(400) },
      ];
      for (const options of [{}, { parts: 3 }, { dtype: "float32" as const }]) {
        const [one, other] = [auto, direct].map((athanor) => athanor.put(VALUES, { shape: SHAPE, ...options }));
        expect((await (await one!).info()).digest).toBe((await (await other!).info()).digest);
      }
      const labelled = { cols: COLS, rowIndex: "labels" as const };
      const [one, other] = [auto, direct].map((athanor) => athanor.put(blocks(), labelled));
      expect((await (await one!).info()).digest).toBe((await (await other!).info()).digest);
    } finally {
      await auto.close();
      await direct.close();
    }
  });

  it("is written, not sent: a bridge that takes no message of its size takes it", async () => {
    await withBridge(
      async (small) => {
        const auto = await connect(small.url, { token: small.token });
        const direct = await connect(small.url, { token: small.token, dataPath: "direct" });
        try {
          const matrix = await auto.put(VALUES, { shape: SHAPE });
          expect((await matrix.info()).rows).toBe(ROWS);
          await expect(direct.put(VALUES, { shape: SHAPE })).rejects.toThrow(/ATHANOR_MESSAGE_TOO_LARGE/);
        } finally {
          await auto.close();
          await direct.close();
        }
      },
      { config: { maxMessageBytes: 5_000 } },
    );
  });

  it("is sent where the directory is another one, or its files cannot be opened", async () => {
    const places: ((directory: string) => string)[] = [
      () => "/nowhere",
      () => folder,
      (directory) => {
        mkdirSync(join(folder, "copy"));
        copyFileSync(join(directory, "same-host-probe"), join(folder, "copy", "same-host-probe"));
        return join(folder, "copy");
      },
    ];
    for (const place of places) {
      const link = new ElsewhereLink(bridge(), place);
      const path = new DataPath(link, "auto");
      const seen: number[] = [];
      const options: PutOptions = { shape: SHAPE, parts: 3, onProgress: ({ rows }) => seen.push(rows) };
      try {
        const { info } = await put(link, path, VALUES, options);
        expect(info).toMatchObject({ rows: ROWS, parts: 3, state: "sealed" });
        expect(seen.at(-1)).toBe(ROWS);
        await link.call("athanor.dropMatrix", { matrix: info.id });
      } finally {
        await path.close();
        await link.close();
      }
    }
  });

  it("leaves nothing when its source breaks in the middle", async () => {
    const auto = await connect(bridge().url, { token: bridge().token });
    try {
      const { store } = await auto.status();
      const broken = async function* () {
        yield { rows: ROWS, values: VALUES };
        throw new TypeError("the source broke");
      };
      await expect(auto.put(broken())).rejects.toThrow("the source broke");
      const unfinished = () => readdirSync(join(store.directory, "m"), { recursive: true, encoding: "utf8" });
      await expect.poll(() => unfinished().filter((name) => name.endsWith(".unfinished"))).toEqual([]);
    } finally {
      await auto.close();
    }
  });

  it("sees the directory only by the probe's own text", async () => {
    const target = await bridge().action("athanor.createMatrix", { cols: 1, dtype: "float64" });
    const { sameHost } = target;
    const seen = await sightOf(sameHost);
    expect(seen?.proof).toMatch(/^[0-9a-f]{64}$/);
    expect(JSON.stringify(target)).not.toContain(seen!.proof);
    expect(await sightOf(undefined)).toBeNull();
    expect(await sightOf({ ...sameHost, sha256: crc32("x").toString(16) })).toBeNull();
    expect(await sightOf({ ...sameHost, probe: "../../../../etc/hostname" })).toBeNull();
    await bridge().action("athanor.abortMatrix", { matrix: target.matrixId });
  });
});

import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { Bridge } from "../../bridge/bridge.js";
import { loadConfig } from "../../bridge/common/config-load.js";
import { createLog } from "../../bridge/common/log.js";

const { TMPDIR } = process.env;
let home: string;
beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "athanor-start-"));
  // An embedded bridge makes its disk tier here.
  process.env.TMPDIR = home;
});
afterEach(() => {
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
  rmSync(home, { recursive: true, force: true });
});

test("a start that is given up ends at once, by name, and leaves nothing", async () => {
  // Run from its sources, a bridge has no compiled stores to start: without the signal it would try in vain.
  const config = loadConfig({ embedded: true, stores: 1, ranksPerGroup: 1, logLevel: "silent" });
  const stop = new AbortController();
  const starting = Bridge.start(config, createLog("silent", {}), stop.signal);
  expect(readdirSync(home)).toHaveLength(1);
  setTimeout(() => stop.abort(), 20);
  await expect(starting).rejects.toMatchObject({ code: "ATHANOR_DRAINING" });
  expect(readdirSync(home)).toEqual([]);
});

import { afterAll, afterEach, beforeAll } from "vitest";
import { type BridgeOptions, expectGone, TestBridge } from "./with-bridge.js";

/**
 * One real bridge for all tests of a file, for tests that do not harm it: starting one takes seconds. After each test
 * its matrices are dropped; at the end its processes, port and directory must be gone.
 * @example const bridge = sharedBridge(); it("...", () => bridge().status());
 */
export function sharedBridge(options: BridgeOptions = {}): () => TestBridge {
  let bridge: TestBridge | null = null;
  const running = () => {
    if (!bridge) throw new Error("the shared bridge runs only during tests");
    return bridge;
  };
  beforeAll(async () => {
    bridge = await TestBridge.start(options);
  });
  afterEach(async () => {
    for (const { id } of await running().actions("athanor.listMatrices", {})) {
      await running().action("athanor.dropMatrix", { matrix: id });
    }
  });
  afterAll(async () => {
    if (!bridge) return;
    const [pids, { store }] = [await bridge.pids(), await bridge.status()];
    await bridge.stop();
    await expectGone(pids, bridge.url, options.stateDir ? [] : [store.directory]);
  });
  return running;
}

import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { withBridge } from "../support/with-bridge.js";

const ROOT = new URL("../..", import.meta.url).pathname;
const run = promisify(execFile);

interface Check {
  sigmaError: number;
  left: number;
  right: number;
  orthogonality: number;
}

function expectFactorization(check: Check): void {
  expect(check.sigmaError).toBeLessThan(100);
  expect(check.left).toBeLessThan(1e-9);
  expect(check.right).toBeLessThan(1e-9);
  expect(check.orthogonality).toBeLessThan(100);
}

describe.each(["direct", "bridge"])("a pyarrow client with no Athanor code, data path %s", (dataPath) => {
  it("uploads, computes by submit and by get_flight_info, reads the factors and cancels a job", async () => {
    await withBridge(async ({ url, token }) => {
      const python = `${ROOT}/build/venv/bin/python`;
      const script = `${ROOT}/test/integration/support/plain_client.py`;
      const { stdout } = await run(python, [script, url.replace("grpc://", "grpc+tcp://"), token, dataPath], {
        timeout: 50_000,
      });
      const seen = JSON.parse(stdout);
      expect(seen.actions).toContain("athanor.submit");
      expect(seen.actions).toContain("CancelFlightInfo");
      expect(seen).toMatchObject({ receiptRows: 3000, single: "sealed", undeclared: 100, parallel: [3000, 40, 4] });
      expect(seen.schema).toMatch(/fixed_size_list<.*double.*>\[40\]/);
      expect(seen.watched).toBe("succeeded");
      expectFactorization(seen.submitted);
      expect(seen.summary).toEqual({ u: [3000, 5], s: [5, 1], v: [40, 5] });
      expect(seen.certifiedResidual).toBeLessThan(1e-9);
      expectFactorization(seen.blocking);
      expect(seen.flights).toEqual([
        "p.s",
        "p.u",
        "p.v",
        "parallel",
        "single",
        "single.s",
        "single.u",
        "single.v",
        "undeclared",
      ]);
      expect(seen.cancelled).toBe("cancelled");
    });
  });
});

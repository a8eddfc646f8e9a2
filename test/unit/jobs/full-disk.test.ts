import type { JobInfo, LibraryManifest } from "athanor-client/wire";
import { expect, test } from "vitest";
import type { Catalog } from "../../../bridge/catalog/catalog.js";
import type { JobRecord, JobRecordStore } from "../../../bridge/catalog/types.js";
import { createLog } from "../../../bridge/common/log.js";
import type { ComputeGroups, GroupOutcome } from "../../../bridge/groups/types.js";
import { Jobs } from "../../../bridge/jobs/index.js";
import { newJobId } from "../../../bridge/jobs/job-info.js";
import { type CatalogWorld, upload, withCatalog } from "../catalog/with-catalog.js";
import { library } from "./fixtures.js";

const command = { routine: "lib.svd", inputs: { a: "a" }, params: { k: 1 } };
const config = { jobStallTimeoutMs: 1_000, workspaceBudgetBytes: 1e6, matrixTtlMs: null };

/** Jobs on a real catalog whose job records can refuse to be written, and a group that ends a run when it is told to. */
class Scene {
  diskIsFull = false;
  readonly jobs: Jobs;
  readonly records: JobRecordStore;
  endRun: (outcome: GroupOutcome) => void = () => {};

  constructor({ matrices, jobs }: Catalog) {
    const groups: ComputeGroups = {
      ranksPerGroup: 1,
      capacity: 1,
      libraries: async (): Promise<LibraryManifest[]> => [library],
      run: (_job, events) => {
        events.onStarted();
        return new Promise((resolve) => {
          this.endRun = resolve;
        });
      },
    };
    this.records = new Proxy(jobs, {
      get: (target, name: keyof JobRecordStore) => {
        if (this.diskIsFull && (name === "insert" || name === "update")) {
          return () => {
            throw new Error("SQLITE_FULL: database or disk is full");
          };
        }
        return (target[name] as (...given: unknown[]) => unknown).bind(target);
      },
    });
    const log = createLog("silent", {});
    this.jobs = new Jobs({ catalog: matrices, records: this.records, groups, config, log });
  }
}

async function withScene(body: (scene: Scene, catalog: Catalog, world: CatalogWorld) => Promise<void>): Promise<void> {
  await withCatalog(async (catalog, world) => {
    await upload(catalog, world, "ann", [1, 2, 3, 4], { name: "a" });
    await body(new Scene(catalog), catalog, world);
  });
}

/** Bytes of a dropped matrix stay as long as a job holds it. */
function dropped({ matrices }: Catalog): number {
  matrices.drop("ann", "a");
  return matrices.usedBytes().memory;
}

test("a submission that cannot be written down is refused and lets go of its inputs", () =>
  withScene(async (scene, catalog) => {
    scene.diskIsFull = true;
    await expect(scene.jobs.submit("ann", command)).rejects.toThrow("SQLITE_FULL");
    expect(dropped(catalog)).toBe(0);
  }));

test("the end of a job reaches its callers though it cannot be written down, and is written when it can be", () =>
  withScene(async (scene, catalog) => {
    const { id } = await scene.jobs.submit("ann", command);
    await expect.poll(() => scene.jobs.get("ann", id).state).toBe("running");
    scene.diskIsFull = true;
    scene.endRun({ kind: "stalled", lastPhase: null });
    const failed = { state: "failed", failure: { code: "ATHANOR_JOB_STALLED" } };
    expect(await scene.jobs.wait("ann", id, AbortSignal.timeout(5_000))).toMatchObject(failed);
    expect(await scene.jobs.wait("ann", id, AbortSignal.timeout(5_000))).toMatchObject(failed);
    expect(dropped(catalog)).toBe(0);
    expect(catalog.jobs.find(id)!.info.state).toBe("running");
    scene.diskIsFull = false;
    await scene.jobs.drain(0);
    expect(catalog.jobs.find(id)!.info).toMatchObject(failed);
  }));

test("a job that this bridge has no workspace for fails at its start, and holds up no other", () =>
  withScene(async (scene, catalog) => {
    const template = await scene.jobs.submit("ann", command);
    await expect.poll(() => scene.jobs.get("ann", template.id).state).toBe("running");
    const left = (workspaceBytes: number): JobRecord => {
      const record = catalog.jobs.find(template.id)!;
      const info: JobInfo = { ...record.info, id: newJobId(), state: "queued" };
      const plan = { ...(record.internal.plan as object), workspaceBytes };
      return { ...record, info, key: info.id, internal: { plan } as JobRecord["internal"] };
    };
    scene.endRun({ kind: "killed" });
    await scene.jobs.wait("ann", template.id, AbortSignal.timeout(5_000));
    const [large, small] = [left(2e6), left(10)];
    for (const record of [large, small]) catalog.jobs.insert(record);
    const next = new Scene(catalog);
    expect(next.jobs.recover()).toBe(1);
    const failure = { code: "ATHANOR_OUT_OF_MEMORY", details: { wantedBytes: 2e6, budgetBytes: 1e6 } };
    expect(next.jobs.get("ann", large.info.id)).toMatchObject({ state: "failed", failure });
    await expect.poll(() => next.jobs.get("ann", small.info.id).state).toBe("running");
    next.endRun({ kind: "killed" });
    await next.jobs.drain(1_000);
  }));

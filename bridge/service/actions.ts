import type { ActionName, Actions, BridgeStatus } from "athanor-client/wire";
import { AthanorError } from "athanor-client/wire";
import type { CallContext } from "../flight/handler.js";
import { parseBody, schemas } from "./action-schemas.js";
import type { Domain } from "./domain.js";

type Results<A extends ActionName> = AsyncIterable<Actions[A]["result"]> | Iterable<Actions[A]["result"]>;

interface Operation<A extends ActionName> {
  description: string;
  run(body: Uint8Array, context: CallContext): Promise<Results<A>> | Results<A>;
}
export type OperationTable = { [A in ActionName]: Operation<A> };

/** The control surface: decode, ask the domain, give back results to encode. One entry per action. */
export function operations(domain: Domain): OperationTable {
  const { catalog, jobs } = domain;
  const info = (record: Parameters<typeof catalog.info>[0]) => [catalog.info(record)];
  return {
    "athanor.createMatrix": {
      description: "Opens a matrix for upload: {name?, cols, dtype, rows?, parts?, rowIndex?, ...}",
      run: (body, { principal }) => {
        domain.refuseWhenDraining();
        const request = parseBody("createMatrix", schemas.createMatrix, body);
        return [domain.uploadTarget(catalog.create(principal, request))];
      },
    },
    "athanor.sealMatrix": {
      description: "Ends an upload; checks parts, rows, attempts and indices: {matrix, parts?, rows?, attempts?}",
      run: async (body, { principal }) =>
        info(await catalog.seal(principal, parseBody("sealMatrix", schemas.sealMatrix, body))),
    },
    "athanor.abortMatrix": {
      description: "Gives up an upload and frees its space: {matrix}",
      run: (body, { principal }) =>
        info(catalog.abort(principal, parseBody("abortMatrix", schemas.matrix, body).matrix)),
    },
    "athanor.matrix": {
      description: "Describes one matrix: {matrix: name or id}",
      run: (body, { principal }) => info(catalog.resolve(principal, parseBody("matrix", schemas.matrix, body).matrix)),
    },
    "athanor.listMatrices": {
      description: "Streams this user's matrices: {prefix?}",
      run: (body, { principal }) => {
        const { prefix } = parseBody("listMatrices", schemas.listMatrices, body);
        return catalog.list(principal, prefix ?? "").map((record) => catalog.info(record));
      },
    },
    "athanor.renewMatrix": {
      description: "Starts a matrix's time to live anew: {matrix, ttlMs?}",
      run: (body, { principal }) => {
        const { matrix, ttlMs } = parseBody("renewMatrix", schemas.renewMatrix, body);
        return info(catalog.renew(principal, matrix, ttlMs));
      },
    },
    "athanor.dropMatrix": {
      description: "Forgets a matrix and frees its space: {matrix}",
      run: (body, { principal }) => info(catalog.drop(principal, parseBody("dropMatrix", schemas.matrix, body).matrix)),
    },
    "athanor.submit": {
      description: "Queues a routine and answers at once: {routine, inputs, params?, outputs?, key?}",
      run: async (body, { principal }) => {
        domain.refuseWhenDraining();
        return [await jobs.submit(principal, parseBody("submit", schemas.submit, body))];
      },
    },
    "athanor.watch": {
      description: "Streams a job's progress and states until it has ended: {job}",
      run: (body, { principal, signal }) => jobs.watch(principal, parseBody("watch", schemas.job, body).job, signal),
    },
    "athanor.cancel": {
      description: "Asks a job to stop: {job}",
      run: async (body, { principal }) => [await jobs.cancel(principal, parseBody("cancel", schemas.job, body).job)],
    },
    "athanor.job": {
      description: "Describes one job: {job}",
      run: (body, { principal }) => [jobs.get(principal, parseBody("job", schemas.job, body).job)],
    },
    "athanor.listJobs": {
      description: "Streams this user's jobs, newest first: {state?, limit?}",
      run: (body, { principal }) => jobs.list(principal, parseBody("listJobs", schemas.listJobs, body)),
    },
    "athanor.jobLogs": {
      description: "Streams the lines that a job's ranks logged: {job}",
      run: (body, { principal }) => jobs.logs(principal, parseBody("jobLogs", schemas.job, body).job),
    },
    "athanor.libraries": {
      description: "Streams the manifests of the loaded libraries",
      run: (body) => {
        parseBody("libraries", schemas.nothing, body);
        return domain.libraries();
      },
    },
    "athanor.status": {
      description: "Version, budgets, groups and processes of this bridge",
      run: (body, { principal }): BridgeStatus[] => {
        parseBody("status", schemas.nothing, body);
        return [domain.status(principal)];
      },
    },
    "athanor.advise": {
      description: "Estimates where a truncated SVD is done soonest: {rows, cols, k, from?}",
      run: (body) => [domain.advise(parseBody("advise", schemas.advise, body))],
    },
  };
}

/** Looks an action up; what clients of other Flight servers would try gets a helpful refusal. */
export function operationNamed(table: OperationTable, type: string): Operation<ActionName> {
  if (Object.hasOwn(table, type)) return table[type as ActionName] as Operation<ActionName>;
  throw new AthanorError(
    "ATHANOR_UNIMPLEMENTED",
    `no action ${JSON.stringify(type)}; ListActions names those there are`,
  );
}

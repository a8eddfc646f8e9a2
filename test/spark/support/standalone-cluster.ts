import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import type { StockSpark } from "./stock-spark.js";

const START_DEADLINE_MS = 120_000;

/** A master and a worker on each of these addresses; loopback has 127/8, so one machine is several hosts to Spark. */
export async function withStandaloneCluster<T>(
  spark: StockSpark,
  hosts: string[],
  body: (master: string) => Promise<T>,
): Promise<T> {
  const scratch = mkdtempSync(join(tmpdir(), "athanor-cluster-"));
  const children: ChildProcess[] = [];
  const start = async (role: string, args: string[], sign: RegExp): Promise<string> => {
    const child = spawn(join(spark.home, "bin/spark-class"), [`org.apache.spark.deploy.${role}`, ...args], {
      cwd: scratch,
      env: spark.environment,
      stdio: ["ignore", "ignore", "pipe"],
    });
    children.push(child);
    return firstMatch(child, sign);
  };
  try {
    const master = await start(
      "master.Master",
      ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"],
      /spark:\/\/127[\d.:]+/,
    );
    for (const host of hosts) {
      const folder = join(scratch, host);
      const args = [
        "--host",
        host,
        "--cores",
        "2",
        "--memory",
        "1g",
        "--work-dir",
        folder,
        "--webui-port",
        "0",
        master,
      ];
      await start("worker.Worker", args, /Successfully registered with master/);
    }
    return await body(master);
  } finally {
    await Promise.all(children.map(end));
    rmSync(scratch, { recursive: true, force: true });
  }
}

function firstMatch(child: ChildProcess, sign: RegExp): Promise<string> {
  const lines = createInterface({ input: child.stderr! });
  return new Promise((resolve, reject) => {
    const seen: string[] = [];
    const timer = setTimeout(
      () => reject(new Error(`no ${sign} in\n${seen.slice(-30).join("\n")}`)),
      START_DEADLINE_MS,
    );
    lines.on("line", (line) => {
      seen.push(line);
      const found = sign.exec(line);
      if (!found) return;
      clearTimeout(timer);
      resolve(found[0]);
    });
    child.once("exit", (code) => reject(new Error(`it ended with ${code}:\n${seen.slice(-30).join("\n")}`)));
  });
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, "exit");
  child.kill("SIGTERM");
  const timer = setTimeout(() => child.kill("SIGKILL"), 10_000);
  await exited;
  clearTimeout(timer);
}

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { jarOf, venvOf } from "../../../scripts/bootstrap/spark.mjs";
import type { TestBridge } from "../../support/with-bridge.js";
import { reportIn } from "./report.js";

/** A Spark as pip brings it, of one line, and our jar for it. Nothing of it is changed. */
export class StockSpark {
  readonly home: string;
  readonly jar: string;
  /** Our tests' classes with the apps that are submitted. */
  readonly testJar: string;

  constructor(readonly profile: string) {
    this.home = pysparkIn(join(venvOf(profile), "lib"));
    this.jar = jarOf(profile);
    this.testJar = this.jar.replace(/\.jar$/, "-tests.jar");
  }

  /**
   * spark-submit of one of the apps in client/spark's tests, against a bridge.
   * @returns the app's report
   */
  async submit(app: string, bridge: TestBridge, options: SubmitOptions): Promise<Record<string, unknown>> {
    const scratch = mkdtempSync(join(tmpdir(), "athanor-spark-"));
    const conf = {
      "spark.athanor.url": bridge.url,
      "spark.athanor.token": bridge.token,
      "spark.ui.enabled": "false",
      "spark.local.dir": scratch,
      "spark.driver.host": "127.0.0.1",
      ...options.conf,
    };
    const settings = Object.entries(conf).flatMap(([name, value]) => ["--conf", `${name}=${value}`]);
    const app_ = ["--class", `io.athanor.spark.apps.${app}`, this.testJar, ...(options.args ?? [])];
    try {
      const output = await this.run(
        "spark-submit",
        ["--master", options.master, "--jars", this.jar, ...settings, ...app_],
        {
          cwd: scratch,
        },
      );
      return reportIn(output);
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }

  /** Environment of a process of this Spark. */
  get environment(): NodeJS.ProcessEnv {
    return { ...process.env, SPARK_HOME: this.home, SPARK_LOCAL_IP: "127.0.0.1", SPARK_NO_DAEMONIZE: "1" };
  }

  private run(program: string, args: string[], options: { cwd: string }): Promise<string> {
    const child = spawn(join(this.home, "bin", program), args, {
      cwd: options.cwd,
      env: this.environment,
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (text) => (output += text));
    return new Promise((resolve, reject) => {
      child.once("error", reject);
      child.once("close", (code) =>
        code === 0 ? resolve(output) : reject(new Error(`${program} ended with ${code}:\n${output.slice(-6000)}`)),
      );
    });
  }
}

export interface SubmitOptions {
  master: string;
  conf?: Record<string, string>;
  args?: string[];
}

function pysparkIn(lib: string): string {
  const python = existsSync(lib) ? readdirSync(lib).find((name) => name.startsWith("python")) : undefined;
  const home = join(lib, python ?? "python3", "site-packages/pyspark");
  if (!existsSync(home)) throw new Error(`no stock Spark at ${dirname(home)}; run npm run bootstrap -- --with-spark`);
  return home;
}

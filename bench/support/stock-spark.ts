import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { fromRoot } from "../../bridge/common/paths.js";
import { Group } from "./group.js";
import { PeerUnavailable } from "./peer-unavailable.js";

/** The line of Spark that is measured. */
const PROFILE = "spark4";
const MEND = "npm run bootstrap -- --with-spark";

/** What scripts/bootstrap/spark.mjs tells of what it has made; not there where Athanor is installed without its sources. */
interface SparkBootstrap {
  jarOf(profile: string): string;
  venvOf(profile: string): string;
}

/** A Spark as pip brings it, with our jar and its tests' jar, in which the peers are. */
export interface StockSpark {
  home: string;
  jar: string;
  testJar: string;
}

/**
 * The Spark that bootstrap has installed.
 * @throws PeerUnavailable with what is missing
 */
export async function findSpark(): Promise<StockSpark> {
  const script = fromRoot("scripts/bootstrap/spark.mjs");
  if (!existsSync(script)) throw new PeerUnavailable("the peers for Spark are in a checkout only");
  const bootstrap: SparkBootstrap = await import(pathToFileURL(script).href);
  const jar = bootstrap.jarOf(PROFILE);
  const lib = join(bootstrap.venvOf(PROFILE), "lib");
  const python = existsSync(lib) ? readdirSync(lib).find((name) => name.startsWith("python")) : undefined;
  const home = join(lib, python ?? "", "site-packages/pyspark");
  const testJar = jar.replace(/\.jar$/, "-tests.jar");
  const missing = [jar, testJar, join(home, "bin/spark-submit")].find((file) => !existsSync(file));
  if (missing !== undefined) throw new PeerUnavailable(`there is no ${missing}; ${MEND}`);
  return { home, jar, testJar };
}

/** Starts a class of the tests' jar in a JVM of its own, with all cores, that ends with its standard input. */
export function submit(spark: StockSpark, app: SparkApp): Group {
  const conf = {
    "spark.ui.enabled": "false",
    "spark.ui.showConsoleProgress": "false",
    "spark.log.level": "WARN",
    "spark.driver.host": "127.0.0.1",
    "spark.local.dir": app.scratch,
    ...app.conf,
  };
  const settings = Object.entries(conf).flatMap(([name, value]) => ["--conf", `${name}=${value}`]);
  const args = ["--master", "local[*]", "--driver-memory", app.memory, "--jars", spark.jar, ...settings];
  return new Group(
    join(spark.home, "bin/spark-submit"),
    [...args, "--class", `io.athanor.spark.bench.${app.name}`, spark.testJar, ...app.args],
    {
      cwd: app.scratch,
      env: { ...process.env, SPARK_HOME: spark.home, SPARK_LOCAL_IP: "127.0.0.1", ...app.environment },
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
}

export interface SparkApp {
  name: string;
  args: string[];
  /** Heap, as Spark writes it: "4g". */
  memory: string;
  conf: Record<string, string>;
  environment: Record<string, string>;
  /** A folder for what Spark leaves. */
  scratch: string;
}

import { type ChildProcess, type SpawnOptions, spawn } from "node:child_process";
import { untilLetGo } from "./open-things.js";

/** A child in a process group of its own: Ctrl-C is for us, and what the child starts itself ends with it. */
export class Group {
  readonly process: ChildProcess;

  constructor(command: string, args: string[], options: Omit<SpawnOptions, "detached">) {
    this.process = spawn(command, args, { ...options, detached: true });
    this.process.on("error", () => {});
    this.process.stdin?.on("error", () => {});
    this.process.once(
      "exit",
      untilLetGo(() => this.kill()),
    );
  }

  kill(): void {
    const { pid, exitCode, signalCode } = this.process;
    if (pid === undefined || exitCode !== null || signalCode !== null) return;
    process.kill(-pid, "SIGKILL");
  }

  /** Its exit code; null where it could not be started or was killed. */
  ended(): Promise<number | null> {
    return new Promise((resolve) => {
      this.process.once("error", () => resolve(null));
      this.process.once("close", resolve);
    });
  }
}

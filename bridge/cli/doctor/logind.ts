import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Finding, ok, warning } from "./finding.js";

const MAIN = "/etc/systemd/logind.conf";
const DROP_INS = "/etc/systemd/logind.conf.d";
/** logind leaves users below this alone: system users and root. */
const FIRST_NORMAL_UID = 1000;

/**
 * With RemoveIPC=yes (systemd's default) logind deletes a user's files in /dev/shm when the last session of that user
 * ends: the matrices of a bridge that was left running.
 */
export function checkLogind(): Finding[] {
  if (!existsSync("/run/systemd/system")) return [];
  const uid = process.getuid?.() ?? 0;
  if (uid < FIRST_NORMAL_UID) return [ok("RemoveIPC", `does not concern uid ${uid}`)];
  if (!removesIpc()) return [ok("RemoveIPC", "no")];
  const mend = `printf '[Login]\\nRemoveIPC=no\\n' | sudo tee ${DROP_INS}/athanor.conf && sudo systemctl restart systemd-logind; or: loginctl enable-linger`;
  const found = "yes: logging out deletes matrices that a running `athanor serve` keeps in /dev/shm";
  return existsSync(`/var/lib/systemd/linger/${process.env.USER}`)
    ? [ok("RemoveIPC", "yes, but this user lingers")]
    : [warning("RemoveIPC", found, mend)];
}

/** The last setting counts; drop-ins come after the main file. */
function removesIpc(): boolean {
  const dropIns = existsSync(DROP_INS)
    ? readdirSync(DROP_INS)
        .filter((name) => name.endsWith(".conf"))
        .sort()
    : [];
  let value = "yes";
  for (const path of [MAIN, ...dropIns.map((name) => join(DROP_INS, name))]) {
    if (!existsSync(path)) continue;
    for (const [, setting] of readFileSync(path, "utf8").matchAll(/^\s*RemoveIPC\s*=\s*(\S+)/gm)) value = setting!;
  }
  return /^(yes|true|on|1)$/i.test(value);
}

import { type Finding, missing, ok } from "./finding.js";

const WANTED = [20, 15] as const;

export function checkNode(): Finding[] {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const enough = major > WANTED[0] || (major === WANTED[0] && minor >= WANTED[1]);
  const found = `${process.version} on ${process.platform} ${process.arch}`;
  const mend = `install Node ${WANTED.join(".")} or later (https://nodejs.org)`;
  return [enough ? ok("node", found) : missing("node", found, mend)];
}

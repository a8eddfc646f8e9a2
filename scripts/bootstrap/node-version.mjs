/** Node's oldest supported release. First of all checks, because the others may fail oddly on an older one. */
const oldest = [20, 15];

/** @returns {string | null} what is wrong, or null */
export function nodeVersionProblem(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const [wantMajor = 0, wantMinor = 0] = oldest;
  if (major > wantMajor || (major === wantMajor && minor >= wantMinor)) return null;
  return `Node ${version} is too old: Athanor needs ${oldest.join(".")} or newer. Install one from your package manager or nodejs.org.`;
}

/** What to offer instead of an unknown name: `did you mean ...?`, or everything there is when it is little. */
export function suggestion(name: string, known: readonly string[]): string {
  if (known.length === 0) return "there are none";
  const near = known
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .filter(({ candidate, distance }) => distance <= Math.max(2, Math.floor(candidate.length / 3)))
    .sort((left, right) => left.distance - right.distance)
    .slice(0, 3)
    .map(({ candidate }) => candidate);
  if (near.length > 0) return `did you mean ${near.join(" or ")}?`;
  const shown = known.slice(0, 12).join(", ");
  return `there ${known.length === 1 ? "is" : "are"} ${shown}${known.length > 12 ? ", ..." : ""}`;
}

/** Levenshtein's distance. Names are short; a long one cannot be close and is not compared. */
function editDistance(left: string, right: string): number {
  if (Math.abs(left.length - right.length) > 8 || left.length > 100) return Number.POSITIVE_INFINITY;
  let row = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= right.length; j += 1) {
      const substitution = row[j - 1]! + (left[i - 1] === right[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitution));
    }
    row = next;
  }
  return row[right.length]!;
}

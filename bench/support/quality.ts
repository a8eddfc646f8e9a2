/** Throws unless a result is as good as it has to be for its time to be worth comparing. */
export function requireAtMost(what: string, found: number, atMost: number): void {
  if (found <= atMost) return;
  throw new Error(
    `${what} is ${found.toExponential(2)}, more than ${atMost.toExponential(2)}: the two sides' times say nothing`,
  );
}

/** The largest |a_i - b_i| over the largest |b_i|. */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new Error(`${a.length} values against ${b.length}`);
  let worst = 0;
  let largest = 0;
  for (let i = 0; i < a.length; i++) {
    worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
    largest = Math.max(largest, Math.abs(b[i]!));
  }
  return largest === 0 ? worst : worst / largest;
}

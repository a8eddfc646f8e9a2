/**
 * Rounds 0 to `rounds`, in each of which the sides take turns, so that a slow minute of the machine hits all of them.
 * Round 0 warms up: its answers are left out.
 */
export async function takeTurns<Answers>(
  rounds: number,
  turn: (round: number) => Promise<Answers>,
): Promise<Answers[]> {
  const kept: Answers[] = [];
  for (let round = 0; round <= rounds; round++) {
    const answers = await turn(round);
    if (round > 0) kept.push(answers);
  }
  return kept;
}

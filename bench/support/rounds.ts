/**
 * Rounds 0 to `rounds`, in each of which the sides take turns, so that a slow minute of the machine hits all of them.
 * Round 0 warms up, as often as `warmUps` says: its answers are left out.
 */
export async function takeTurns<Answers>(
  rounds: number,
  warmUps: number,
  turn: (round: number) => Promise<Answers>,
): Promise<Answers[]> {
  for (let time = 0; time < warmUps; time++) await turn(0);
  const kept: Answers[] = [];
  for (let round = 1; round <= rounds; round++) kept.push(await turn(round));
  return kept;
}

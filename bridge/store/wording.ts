/** 9998 → "9,998". */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}

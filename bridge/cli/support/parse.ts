import { InvalidArgumentError } from "commander";

/** Parsers of option values; commander prints what they throw, with the option's name. */
export function wholeNumber(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !Number.isSafeInteger(value)) throw new InvalidArgumentError("a whole number is wanted.");
  return value;
}

export function positive(text: string): number {
  const value = wholeNumber(text);
  if (value < 1) throw new InvalidArgumentError("a whole number of at least 1 is wanted.");
  return value;
}

/** Also fractions, such as 1/255. */
export function decimal(text: string): number {
  const [, over, under] = /^([^/]+)\/([^/]+)$/.exec(text) ?? [];
  const value = over && under ? Number(over) / Number(under) : Number(text);
  if (text.trim() === "" || !Number.isFinite(value)) throw new InvalidArgumentError("a number is wanted.");
  return value;
}

/** Hours → milliseconds; 0: for ever. */
export function ttl(text: string): number | null {
  const hours = decimal(text);
  if (hours < 0) throw new InvalidArgumentError("hours, or 0 for ever, are wanted.");
  return hours === 0 ? null : Math.ceil(hours * 3_600_000);
}

/** "100:200" → [100, 200] */
export function rowRange(text: string): [number, number] {
  const [, from, to] = /^(\d+):(\d+)$/.exec(text) ?? [];
  if (!from || !to || Number(from) > Number(to))
    throw new InvalidArgumentError("two row numbers such as 100:200 are wanted.");
  return [Number(from), Number(to)];
}

/** For options given several times: "u=pixels.u" under the name, so far. */
export function pair(text: string, before: Record<string, string> = {}): Record<string, string> {
  const [, name, value] = /^([^=]+)=(.+)$/s.exec(text) ?? [];
  if (!name || !value) throw new InvalidArgumentError("NAME=VALUE is wanted.");
  if (Object.hasOwn(before, name)) throw new InvalidArgumentError(`${name} is given twice.`);
  return { ...before, [name]: value };
}

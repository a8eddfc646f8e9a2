import { describe, expect, it } from "vitest";
import { loadConfig } from "../../bridge/common/config-load.js";
import { read } from "./source-files.js";

interface Setting {
  name: string;
  flags: string[];
  defaultText: string;
}

const settings = settingsTable(read("docs/configuration.md"));
const config: Record<string, unknown> = { ...loadConfig({}) };
/** Flags of `serve` that are no settings; the text below the table says so. */
const otherFlags = ["--config", "--json"];

describe("docs/configuration.md", () => {
  it("has every setting, in the order of the configuration, and no other", () => {
    expect(settings.map(({ name }) => name)).toEqual(Object.keys(config));
  });

  it("says the defaults that are numbers as they are", () => {
    const numbers = settings.filter(({ defaultText }) => /^[\d,]+$/.test(defaultText));
    expect(numbers.length).toBeGreaterThan(6);
    for (const { name, defaultText } of numbers) expect([name, config[name]]).toEqual([name, toNumber(defaultText)]);
  });

  it("has every flag of athanor serve, and no other", () => {
    const offered = [...read("bridge/cli/serve.ts").matchAll(/\.option\(\s*"(--[a-z-]+)/g)].map((match) => match[1]!);
    const documented = settings.flatMap(({ flags }) => flags);
    expect(documented.sort()).toEqual(offered.filter((flag) => !otherFlags.includes(flag)).sort());
  });
});

function settingsTable(markdown: string): Setting[] {
  const section = markdown.split("## Settings")[1]!.split("\n## ")[0]!;
  const rows = section.split("\n").filter((line) => line.startsWith("| `"));
  return rows.map((line) => {
    const [, name, flags, defaultText] = line.split("|").map((cell) => cell.trim());
    return { name: name!.replaceAll("`", ""), flags: flags!.match(/--[a-z-]+/g) ?? [], defaultText: defaultText! };
  });
}

function toNumber(text: string): number {
  return Number(text.replaceAll(",", ""));
}

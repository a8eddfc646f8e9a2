import { describe, expect, it } from "vitest";
import { folders } from "../../scripts/test/projects.mjs";
import { read } from "./source-files.js";

const scripts: Record<string, string> = JSON.parse(read("package.json")).scripts;

/** The cells of each table's rows, heads and rulers apart. */
function rows(file: string): string[][] {
  const lines = read(file).split("\n");
  const isRow = (line: string) => line.startsWith("|") && !line.startsWith("|---");
  const body = lines.filter((line, at) => isRow(line) && !lines[at + 1]?.startsWith("|---"));
  return body.map((line) =>
    line
      .split("|")
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

describe("docs/support.md", () => {
  it("says of each row that it is tested, by which command, or that it is not", () => {
    const states = rows("docs/support.md").map((cells) => cells.at(-1)!);
    expect(states.length).toBeGreaterThan(15);
    expect(states.filter((state) => !/tested by `[^`]+`|^untested|^no: /.test(state))).toEqual([]);
  });

  it("names commands that there are", () => {
    const commands = [...read("docs/support.md").matchAll(/tested by `npm ([^`]+)`/g)].map((match) => match[1]!);
    const missing = commands.filter((command) => {
      const [, name] = /^run (\S+)$/.exec(command) ?? [];
      const [, folder] = /^test -- (\S+)$/.exec(command) ?? [];
      return !(name && scripts[name]) && !(folder && folders.includes(folder));
    });
    expect(missing).toEqual([]);
  });
});

describe("client/spark/README.md", () => {
  it("names routines that there are", () => {
    const named = [...read("client/spark/README.md").matchAll(/(?:rowwise|scalapack)\.[a-zA-Z]+/g)].map(
      ([name]) => name,
    );
    const routines = read("docs/routines.md");
    expect(new Set(named).size).toBeGreaterThan(8);
    expect(named.filter((name) => !routines.includes(name))).toEqual([]);
  });

  it("tells of all that MLlibOperations offers", () => {
    const source = read("client/spark/src/main/scala/io/athanor/spark/MLlibOperations.scala");
    const trait = source.slice(0, source.indexOf("private object"));
    const offered = [...trait.matchAll(/^ {2}def (\w+)/gm)].map((match) => match[1]!);
    const table = read("client/spark/README.md");
    expect(offered.length).toBeGreaterThan(6);
    expect(offered.filter((name) => !table.includes(name.replace(/^compute.*And/, "...And")))).toEqual([]);
  });
});

import { existsSync, readdirSync } from "node:fs";
import { dirname, join, normalize } from "node:path";
import { describe, expect, it } from "vitest";
import { read, root, sourceFiles } from "./source-files.js";

const lineLimits: [endings: string[], lines: number][] = [
  [[".ts", ".mjs", ".py"], 300],
  [[".cc", ".h", ".hpp"], 400],
];

describe("the repository's frame", () => {
  it("has a README in every folder that stands for an idea", () => {
    const own = ["bridge", "native-libs", "client/node", "client/python", "bench", "test", "scripts", "proto", "docs"];
    const nested = ["bridge", "native-libs", "test"].flatMap(subfolders).filter((folder) => hasSources(folder));
    const bare = [...own, ...nested].filter((folder) => !existsSync(join(root, folder, "README.md")));
    expect(bare).toEqual([]);
  });

  it("has no broken relative link in its documents", () => {
    const broken = sourceFiles(".md").flatMap((file) =>
      relativeLinks(read(file))
        .filter((link) => !existsSync(join(root, normalize(join(dirname(file), link)))))
        .map((link) => `${file}: ${link}`),
    );
    expect(broken).toEqual([]);
  });

  it("has no file so long that it must hold two ideas, unless its head says why", () => {
    const long = lineLimits.flatMap(([endings, limit]) =>
      sourceFiles(...endings).flatMap((file) => {
        const text = read(file);
        const lines = text.split("\n").length - 1;
        return lines > limit && !explains(text) ? [`${file}: ${lines} lines, the limit is ${limit}`] : [];
      }),
    );
    expect(long).toEqual([]);
  });

  it("names no registry host in the lock file", () => {
    expect(read("package-lock.json")).not.toMatch(/"resolved": "http/);
  });
});

function subfolders(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => join(folder, entry.name));
}

function hasSources(folder: string): boolean {
  return sourceFiles(".ts", ".cc", ".h", ".hpp", ".mjs").some((file) => dirname(file) === folder);
}

function relativeLinks(markdown: string): string[] {
  const text = markdown.replace(/```[\s\S]*?```/g, "");
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1]!.replace(/#.*$/, ""))
    .filter((link) => link !== "" && !/^[a-z]+:/.test(link));
}

/** The reason stands in the head comment, within the first lines. */
function explains(text: string): boolean {
  return text.split("\n").slice(0, 12).join("\n").includes("Long because");
}

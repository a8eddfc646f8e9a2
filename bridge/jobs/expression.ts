/**
 * The little language of manifests: numbers, names such as `k` or `a.rows`, + - * /, comparisons (1 or 0), && ||,
 * parentheses, and min max ceil floor log2. Nothing else can be said in it, so a manifest cannot make the bridge do anything.
 */
export type Expression =
  | { kind: "number"; value: number }
  | { kind: "name"; name: string }
  | { kind: "negate"; operand: Expression }
  | { kind: "binary"; operator: string; left: Expression; right: Expression }
  | { kind: "call"; function: string; arguments: Expression[] };

const functions: Record<string, { arity: number; apply(...values: number[]): number }> = {
  min: { arity: -1, apply: Math.min },
  max: { arity: -1, apply: Math.max },
  ceil: { arity: 1, apply: Math.ceil },
  floor: { arity: 1, apply: Math.floor },
  log2: { arity: 1, apply: Math.log2 },
};

const operators: Record<string, { precedence: number; apply(left: number, right: number): number }> = {
  "||": { precedence: 1, apply: (left, right) => Number(left !== 0 || right !== 0) },
  "&&": { precedence: 2, apply: (left, right) => Number(left !== 0 && right !== 0) },
  "==": { precedence: 3, apply: (left, right) => Number(left === right) },
  "!=": { precedence: 3, apply: (left, right) => Number(left !== right) },
  "<=": { precedence: 4, apply: (left, right) => Number(left <= right) },
  ">=": { precedence: 4, apply: (left, right) => Number(left >= right) },
  "<": { precedence: 4, apply: (left, right) => Number(left < right) },
  ">": { precedence: 4, apply: (left, right) => Number(left > right) },
  "+": { precedence: 5, apply: (left, right) => left + right },
  "-": { precedence: 5, apply: (left, right) => left - right },
  "*": { precedence: 6, apply: (left, right) => left * right },
  "/": { precedence: 6, apply: (left, right) => left / right },
};

const token =
  /\s*(?:(\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|([A-Za-z_]\w*(?:\.[A-Za-z_]\w*)?)|(\|\||&&|[=!<>]=|[-+*/<>(),]))/y;
const maxLength = 1_000;

/** Throws a plain Error that names the place. */
export function parseExpression(text: string): Expression {
  const parser = new Parser(text);
  const expression = parser.binary(0);
  parser.expectEnd();
  return expression;
}

/** Throws when a name has no value or the result is not a finite number. */
export function evaluate(expression: Expression, values: ReadonlyMap<string, number>): number {
  const value = compute(expression, values);
  if (!Number.isFinite(value)) throw new Error(`the expression gives ${value}`);
  return value;
}

/** Every name in it, for checks ahead of any value. */
export function namesIn(expression: Expression): string[] {
  switch (expression.kind) {
    case "number":
      return [];
    case "name":
      return [expression.name];
    case "negate":
      return namesIn(expression.operand);
    case "binary":
      return [...namesIn(expression.left), ...namesIn(expression.right)];
    case "call":
      return expression.arguments.flatMap(namesIn);
  }
}

function compute(expression: Expression, values: ReadonlyMap<string, number>): number {
  switch (expression.kind) {
    case "number":
      return expression.value;
    case "name": {
      const value = values.get(expression.name);
      if (value === undefined)
        throw new Error(`${expression.name} has no value; known: ${[...values.keys()].join(", ")}`);
      return value;
    }
    case "negate":
      return -compute(expression.operand, values);
    case "binary":
      return operators[expression.operator]!.apply(compute(expression.left, values), compute(expression.right, values));
    case "call":
      return functions[expression.function]!.apply(...expression.arguments.map((each) => compute(each, values)));
  }
}

interface Token {
  kind: "number" | "name" | "symbol" | "end";
  text: string;
  at: number;
}

class Parser {
  readonly #text: string;
  readonly #tokens: Token[];
  #next = 0;

  constructor(text: string) {
    if (text.length > maxLength) throw new Error(`an expression of ${text.length} characters; at most ${maxLength}`);
    this.#text = text;
    this.#tokens = tokensOf(text);
  }

  /** Precedence climbing; equal precedence binds to the left. */
  binary(minPrecedence: number): Expression {
    let left = this.#operand();
    for (;;) {
      const operator = this.#peek().text;
      const precedence = Object.hasOwn(operators, operator) ? operators[operator]!.precedence : -1;
      if (precedence < minPrecedence) return left;
      this.#next += 1;
      left = { kind: "binary", operator, left, right: this.binary(precedence + 1) };
    }
  }

  expectEnd(): void {
    if (this.#peek().kind !== "end") throw this.#unexpected("the end");
  }

  #operand(): Expression {
    const { kind, text } = this.#peek();
    this.#next += 1;
    if (kind === "number") return { kind: "number", value: Number(text) };
    if (kind === "name") return this.#peek().text === "(" ? this.#call(text) : { kind: "name", name: text };
    if (text === "-") return { kind: "negate", operand: this.#operand() };
    if (text === "(") {
      const inner = this.binary(0);
      this.#expect(")");
      return inner;
    }
    this.#next -= 1;
    throw this.#unexpected("a number, a name or (");
  }

  #call(name: string): Expression {
    if (!Object.hasOwn(functions, name)) {
      throw new Error(`"${this.#text}" calls ${name}; there are ${Object.keys(functions).join(", ")}`);
    }
    this.#expect("(");
    const values = [this.binary(0)];
    while (this.#peek().text === ",") {
      this.#next += 1;
      values.push(this.binary(0));
    }
    this.#expect(")");
    const { arity } = functions[name]!;
    if (arity >= 0 && values.length !== arity) throw new Error(`"${this.#text}": ${name} takes ${arity} argument`);
    return { kind: "call", function: name, arguments: values };
  }

  #expect(symbol: string): void {
    if (this.#peek().text !== symbol) throw this.#unexpected(symbol);
    this.#next += 1;
  }

  #peek(): Token {
    return this.#tokens[this.#next]!;
  }

  #unexpected(wanted: string): Error {
    const { text, at } = this.#peek();
    return new Error(`"${this.#text}" has ${text === "" ? "its end" : `"${text}"`} at ${at}; wanted ${wanted}`);
  }
}

function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  const end = text.trimEnd().length;
  for (let at = 0; at < end; at = token.lastIndex) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (match === null) throw new Error(`"${text}" has something unknown at ${at}`);
    const kind = match[1] !== undefined ? "number" : match[2] !== undefined ? "name" : "symbol";
    tokens.push({ kind, text: match[0].trim(), at });
  }
  tokens.push({ kind: "end", text: "", at: end });
  return tokens;
}

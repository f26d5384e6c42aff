import { FormulaError } from './formula-error.ts';
import { FUNCTIONS, type Operation } from './operations.ts';
import { type Token, tokenizeFormula } from './tokenize-formula.ts';

/** A formula as a tree. */
export type FormulaNode =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'input'; readonly slot: number }
  | {
      readonly kind: 'operation';
      readonly operation: Operation;
      readonly operands: readonly FormulaNode[];
    };

/** A parsed formula. */
export interface ParsedFormula {
  readonly root: FormulaNode;
  /** Names of the inputs, by slot, in order of first use. */
  readonly references: readonly string[];
}

/** Which inputs a formula may have, see `compileFormula`. */
export type FormulaInputs = 'one' | 'named';

/** Most levels of nesting. */
export const MAX_FORMULA_DEPTH = 64;
/** Most numbers, inputs and operations. */
export const MAX_FORMULA_NODES = 2_000;

const CONSTANTS: ReadonlyMap<string, number> = new Map([
  ['pi', Math.PI],
  ['e', Math.E],
  ['null', Number.NaN],
]);

/** Names that mean the input of a formula with one. */
const ONE_INPUT = ['x', 'raw'];

/** Operators of two operands that group from the left, loosest first. */
const LEVELS: readonly ReadonlyMap<string, Operation>[] = [
  new Map<string, Operation>([
    ['<', 'less'],
    ['<=', 'lessOrEqual'],
    ['>', 'greater'],
    ['>=', 'greaterOrEqual'],
    ['==', 'equal'],
    ['!=', 'notEqual'],
  ]),
  new Map<string, Operation>([['|', 'bitOr']]),
  new Map<string, Operation>([['&', 'bitAnd']]),
  new Map<string, Operation>([
    ['<<', 'shiftLeft'],
    ['>>', 'shiftRight'],
  ]),
  new Map<string, Operation>([
    ['+', 'add'],
    ['-', 'subtract'],
  ]),
  new Map<string, Operation>([
    ['*', 'multiply'],
    ['/', 'divide'],
    ['%', 'remainder'],
  ]),
];

/**
 * Parse a formula; the grammar is in the core's README.
 *
 * @throws {FormulaError} when the formula is outside the grammar or its bounds.
 */
export function parseFormula(source: string, inputs: FormulaInputs): ParsedFormula {
  const parser = new FormulaParser(source, inputs);
  const root = parser.parseAll();
  return { root, references: parser.references };
}

class FormulaParser {
  readonly references: string[] = [];
  readonly #source: string;
  readonly #inputs: FormulaInputs;
  readonly #tokens: Token[];
  #at = 0;
  #depth = 0;
  #nodes = 0;

  constructor(source: string, inputs: FormulaInputs) {
    this.#source = source;
    this.#inputs = inputs;
    this.#tokens = tokenizeFormula(source);
  }

  parseAll(): FormulaNode {
    this.#take('return');
    const root = this.#parseExpression();
    while (this.#take(';'));
    if (this.#next.kind !== 'end') this.#fail('the end or an operator');
    return root;
  }

  get #next(): Token {
    return this.#tokens[this.#at]!;
  }

  /** Pass over a word if it comes next. */
  #take(...words: string[]): boolean {
    const { kind, text } = this.#next;
    const isWord = (kind === 'symbol' || kind === 'name') && words.includes(text);
    if (isWord) this.#at++;
    return isWord;
  }

  #expect(symbol: string): void {
    if (!this.#take(symbol)) this.#fail(`"${symbol}"`);
  }

  #fail(expected: string, token = this.#next): never {
    const got = token.kind === 'end' ? 'the end' : `"${this.#written(token)}"`;
    throw new FormulaError(`Expected ${expected}, got ${got}.`, this.#source, token.offset);
  }

  #written({ kind, text }: Token): string {
    return kind === 'reference' ? `$${text}` : text;
  }

  /** Parse one level deeper. */
  #nested(parse: () => FormulaNode): FormulaNode {
    if (++this.#depth > MAX_FORMULA_DEPTH)
      throw new FormulaError(
        `Expected at most ${MAX_FORMULA_DEPTH} levels of nesting.`,
        this.#source,
        this.#next.offset,
      );
    const node = parse();
    this.#depth--;
    return node;
  }

  #count<Node extends FormulaNode>(node: Node): Node {
    if (++this.#nodes > MAX_FORMULA_NODES)
      throw new FormulaError(
        `Expected at most ${MAX_FORMULA_NODES} numbers, names and operations.`,
        this.#source,
        this.#next.offset,
      );
    return node;
  }

  #operation(operation: Operation, ...operands: FormulaNode[]): FormulaNode {
    return this.#count({ kind: 'operation', operation, operands });
  }

  #parseExpression(): FormulaNode {
    const condition = this.#parseOr();
    if (!this.#take('?')) return condition;
    const yes = this.#nested(() => this.#parseExpression());
    this.#expect(':');
    const no = this.#nested(() => this.#parseExpression());
    return this.#operation('choose', condition, yes, no);
  }

  #parseOr(): FormulaNode {
    let left = this.#parseAnd();
    while (this.#take('or', '||')) left = this.#operation('or', left, this.#parseAnd());
    return left;
  }

  #parseAnd(): FormulaNode {
    let left = this.#parseNot();
    while (this.#take('and', '&&')) left = this.#operation('and', left, this.#parseNot());
    return left;
  }

  #parseNot(): FormulaNode {
    if (!this.#take('not', '!')) return this.#parseLevel(0);
    return this.#operation(
      'not',
      this.#nested(() => this.#parseNot()),
    );
  }

  #parseLevel(level: number): FormulaNode {
    const operators = LEVELS[level];
    if (!operators) return this.#parsePower();
    let left = this.#parseLevel(level + 1);
    for (;;) {
      const { kind, text } = this.#next;
      const operation = kind === 'symbol' ? operators.get(text) : undefined;
      if (!operation) return left;
      this.#at++;
      left = this.#operation(operation, left, this.#parseLevel(level + 1));
    }
  }

  #parsePower(): FormulaNode {
    const base = this.#parseUnary();
    if (!this.#take('^')) return base;
    return this.#operation(
      'power',
      base,
      this.#nested(() => this.#parsePower()),
    );
  }

  #parseUnary(): FormulaNode {
    if (this.#take('-'))
      return this.#operation(
        'negate',
        this.#nested(() => this.#parseUnary()),
      );
    if (this.#take('+')) return this.#nested(() => this.#parseUnary());
    if (this.#take('~'))
      return this.#operation(
        'bitNot',
        this.#nested(() => this.#parseUnary()),
      );
    return this.#parsePrimary();
  }

  #parsePrimary(): FormulaNode {
    const token = this.#next;
    this.#at++;
    switch (token.kind) {
      case 'number':
        return this.#count({ kind: 'number', value: token.value });
      case 'reference':
        return this.#parseInput(token);
      case 'name':
        return this.#parseName(token);
      case 'symbol':
      case 'end':
        if (token.text !== '(') this.#fail('a number, a name or "("', token);
        return this.#parseParenthesis();
    }
  }

  #parseParenthesis(): FormulaNode {
    const inner = this.#nested(() => this.#parseExpression());
    this.#expect(')');
    return inner;
  }

  #parseInput(token: Token): FormulaNode {
    let slot = this.references.indexOf(token.text);
    if (slot < 0) {
      if (this.#inputs === 'one' && this.references.length > 0)
        this.#fail(`one variable, "${this.references[0]}"`, token);
      slot = this.references.push(token.text) - 1;
    }
    return this.#count({ kind: 'input', slot });
  }

  #parseName(token: Token): FormulaNode {
    const constant = CONSTANTS.get(token.text);
    if (constant !== undefined) return this.#count({ kind: 'number', value: constant });
    if (this.#inputs === 'one' && ONE_INPUT.includes(token.text)) return this.#parseInput(token);

    const called = FUNCTIONS.get(token.text);
    if (!called) this.#fail('a known function or constant', token);
    this.#expect('(');
    const operands: FormulaNode[] = [];
    do operands.push(this.#nested(() => this.#parseExpression()));
    while (this.#take(','));
    this.#expect(')');
    if (operands.length < called.least || operands.length > called.most)
      this.#fail(`${called.takes} for "${token.text}"`, { ...token, text: `${operands.length}` });
    if (called.most <= 3) return this.#operation(called.operation, ...operands);
    return operands.reduce((left, right) => this.#operation(called.operation, left, right));
  }
}

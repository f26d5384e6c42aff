import { type Kernel, kernelOf } from './operations.ts';
import { type FormulaInputs, type FormulaNode, parseFormula } from './parse-formula.ts';

/** How a formula is read. */
export interface FormulaOptions {
  /**
   * `one`: a conversion, with at most one variable, `$name`, `x` or `raw`. `named`: a virtual
   * parameter, with any number of `$name` or `$name:App`. By default `named`.
   */
  readonly inputs?: FormulaInputs;
}

/** A formula ready to run; it holds scratch memory, so results of one call end before the next. */
export interface CompiledFormula {
  /** Inputs by slot, in order of first use, without `$`. */
  readonly references: readonly string[];
  /**
   * Evaluate for many samples.
   *
   * @param inputs One array a reference, in that order, each with at least `length` values.
   * @returns A new array of `length` results.
   * @throws {RangeError} when an input is missing or too short.
   */
  readonly evaluate: (inputs: readonly Float64Array[], length: number) => Float64Array;
  /** As `evaluate`, into `target`, which may be one of the inputs. */
  readonly evaluateInto: (
    target: Float64Array,
    inputs: readonly Float64Array[],
    length: number,
  ) => Float64Array;
}

/** Samples computed at a time: small enough for the cache, large enough to hide the calls. */
const BLOCK = 512;

/**
 * Compile a formula of the allow-listed language to loops over typed arrays.
 *
 * Arithmetic is IEEE: infinities stay, NaN spreads. Comparisons with NaN give 0, and NaN counts as
 * false. The grammar is in the core's README.
 *
 * @throws {FormulaError} when the formula is outside the grammar or its bounds.
 */
export function compileFormula(
  source: string,
  { inputs: kind = 'named' }: FormulaOptions = {},
): CompiledFormula {
  const { root, references } = parseFormula(source, kind);
  const program = new Program(references.length, root);

  const evaluateInto: CompiledFormula['evaluateInto'] = (target, inputs, length) => {
    for (let slot = 0; slot < references.length; slot++)
      if (!((inputs[slot]?.length ?? -1) >= length))
        throw new RangeError(`Expected ${length} values of "${references[slot]}".`);
    if (target.length < length)
      throw new RangeError(`Expected room for ${length} values, got ${target.length}.`);
    for (let start = 0; start < length; start += BLOCK)
      program.run(target, inputs, start, Math.min(BLOCK, length - start));
    return target;
  };
  return {
    references,
    evaluateInto,
    evaluate: (inputs, length) => evaluateInto(new Float64Array(length), inputs, length),
  };
}

interface Instruction {
  readonly kernel: Kernel;
  readonly out: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

/** Instructions over numbered registers: inputs, then the result, then constants and scratch. */
class Program {
  readonly #inputCount: number;
  readonly #resultRegister: number;
  readonly #registers: Float64Array[];
  readonly #instructions: Instruction[] = [];
  readonly #constants = new Map<number | '-0', number>();
  readonly #free: number[] = [];
  readonly #scratch = new Set<number>();

  constructor(inputCount: number, root: FormulaNode) {
    this.#inputCount = inputCount;
    this.#resultRegister = inputCount;
    this.#registers = Array.from({ length: inputCount + 1 }, () => NOTHING);
    const folded = foldConstants(root);
    if (folded.kind === 'operation') {
      this.#emit(folded, this.#resultRegister);
    } else {
      const a = this.#load(folded);
      this.#instructions.push({ kernel: copy, out: this.#resultRegister, a, b: a, c: a });
    }
  }

  run(target: Float64Array, inputs: readonly Float64Array[], start: number, count: number): void {
    const registers = this.#registers;
    for (let slot = 0; slot < this.#inputCount; slot++)
      registers[slot] = inputs[slot]!.subarray(start, start + count);
    // Only the last instruction writes the result, so that an input may be the target.
    registers[this.#resultRegister] = target.subarray(start, start + count);
    for (const { kernel, out, a, b, c } of this.#instructions)
      kernel(registers[out]!, registers[a]!, registers[b]!, registers[c]!, count);
  }

  /** The register that holds a node's values, computed by the instructions so far. */
  #load(node: FormulaNode): number {
    switch (node.kind) {
      case 'input':
        return node.slot;
      case 'number':
        return this.#constant(node.value);
      case 'operation':
        return this.#emit(node, null);
    }
  }

  #emit(node: Extract<FormulaNode, { kind: 'operation' }>, target: number | null): number {
    const operands = node.operands.map((operand) => this.#load(operand));
    const [a = 0, b = a, c = a] = operands;
    for (const register of operands) if (this.#scratch.has(register)) this.#free.push(register);
    const out = target ?? this.#free.pop() ?? this.#newScratch();
    this.#instructions.push({ kernel: kernelOf(node.operation), out, a, b, c });
    return out;
  }

  #newScratch(): number {
    const register = this.#registers.push(new Float64Array(BLOCK)) - 1;
    this.#scratch.add(register);
    return register;
  }

  #constant(value: number): number {
    // A Map takes -0 for 0, but 1 / -0 is not 1 / 0.
    const key = Object.is(value, -0) ? '-0' : value;
    const known = this.#constants.get(key);
    if (known !== undefined) return known;
    const register = this.#registers.push(new Float64Array(BLOCK).fill(value)) - 1;
    this.#constants.set(key, register);
    return register;
  }
}

const NOTHING = new Float64Array();

const copy: Kernel = (out, a, _b, _c, count) => {
  for (let i = 0; i < count; i++) out[i] = a[i]!;
};

/** Compute operations on numbers alone once, by the same loops as for samples. */
function foldConstants(node: FormulaNode): FormulaNode {
  if (node.kind !== 'operation') return node;
  const operands = node.operands.map(foldConstants);
  const values: Float64Array[] = [];
  for (const operand of operands)
    if (operand.kind === 'number') values.push(Float64Array.of(operand.value));
  if (values.length < operands.length) return { ...node, operands };
  const result = new Float64Array(1);
  const [a = NOTHING, b = NOTHING, c = NOTHING] = values;
  kernelOf(node.operation)(result, a, b, c, 1);
  return { kind: 'number', value: result[0]! };
}

/** Middle value, or the lower of the two. */
export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which a part of the values lies, `part` from 0 to 1. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const index = Math.min(sorted.length - 1, Math.floor(sorted.length * part));
  return sorted[index] ?? Number.NaN;
}

/** Milliseconds of each of some runs, after others that are not counted. */
export async function timeRuns(
  { warmUps, runs }: { readonly warmUps: number; readonly runs: number },
  run: () => unknown,
): Promise<number[]> {
  const times: number[] = [];
  for (let i = -warmUps; i < runs; i++) {
    const start = performance.now();
    await run();
    if (i >= 0) times.push(performance.now() - start);
  }
  return times;
}

/** Seconds since `start`, of `performance.now()`. */
export function secondsSince(start: number): number {
  return (performance.now() - start) / 1_000;
}

const NAME_WIDTH = 44;
const CELL_WIDTH = 14;

/** Print the head of a section, and the names of its columns. */
export function printHead(title: string, ...columns: readonly string[]): void {
  console.log(`\n${title}`);
  printRow('', ...columns);
}

/** Print a line of a table; a cell is text, or a number in three digits. */
export function printRow(name: string, ...cells: readonly (string | number)[]): void {
  const texts = cells.map((cell) => (typeof cell === 'number' ? digits(cell) : cell));
  console.log(
    `  ${name.padEnd(NAME_WIDTH)}${texts.map((text) => text.padStart(CELL_WIDTH)).join('')}`.trimEnd(),
  );
}

/** Three digits, at least; all of those before the point. */
export function digits(value: number): string {
  const size = Math.abs(value);
  return value.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : size >= 1 ? 2 : 3);
}

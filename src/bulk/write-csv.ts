import { formatRfc3339 } from '../core/time/rfc3339.ts';
import type { TimeForm } from './bulk-format.ts';
import type { BulkTable } from './bulk-table.service.ts';
import type { RowBatch } from './row-batch.ts';

/** What the row of units says of each form of instants. */
const TIME_UNITS: Readonly<Record<TimeForm, string>> = { ns: 'ns', iso: '', s: 's' };

/**
 * Write CSV as of RFC 4180: a row of names, a row of units, then the samples. Numbers are as short
 * as they can be read back; a cell without a number, or with one that is not finite, is empty. Names
 * and texts are written as they are, quoted where they must be.
 */
export async function* writeCsv(
  { origin, columns, request }: BulkTable,
  batches: AsyncGenerator<RowBatch>,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const form = request.time ?? 'ns';
  const names = ['time', ...columns.map(({ name }) => name)];
  const units = [TIME_UNITS[form], ...columns.map(({ unit }) => unit)];
  yield encoder.encode([names, units].map((row) => `${row.map(quote).join(',')}\r\n`).join(''));

  const writeTime = timeWriter(form, origin);
  const writers = columns.map(({ textOf }) => (textOf ? textWriter(textOf) : writeNumber));
  for await (const { rowCount, times, columns: cells } of batches) {
    let text = '';
    for (let row = 0; row < rowCount; row++) {
      text += writeTime(times[row]!);
      for (let i = 0; i < writers.length; i++) {
        text += `,${writers[i]!(cells[i]!.values[row]!)}`;
      }
      text += '\r\n';
    }
    yield encoder.encode(text);
  }
}

function writeNumber(value: number): string {
  if (!Number.isFinite(value)) return '';
  // String(-0) is "0".
  return value === 0 && Object.is(value, -0) ? '-0' : String(value);
}

function textWriter(textOf: (value: number) => string) {
  return (value: number) => (Number.isNaN(value) ? '' : quote(textOf(value)) || '""');
}

function quote(text: string): string {
  return /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function timeWriter(form: TimeForm, origin: bigint): (time: number) => string {
  switch (form) {
    case 'ns':
      return nanosecondsWriter(origin);
    case 'iso':
      return (time) => formatRfc3339(origin + BigInt(time), 0, 9);
    case 's':
      return toSeconds;
  }
}

/** Seconds with all digits: a quotient would not hold them for long windows. */
function toSeconds(time: number): string {
  const seconds = Math.floor(time / 1e9);
  const rest = time - seconds * 1e9;
  return rest === 0
    ? String(seconds)
    : `${seconds}.${String(rest).padStart(9, '0').replace(/0+$/, '')}`;
}

/** The digits of the sum, without a bigint a row. */
function nanosecondsWriter(origin: bigint): (time: number) => string {
  if (origin < 0n) return (time) => String(origin + BigInt(time));
  const originSeconds = Number(origin / 1_000_000_000n);
  const originRest = Number(origin % 1_000_000_000n);
  return (time) => {
    const carried = Math.floor(time / 1e9);
    const sum = originRest + (time - carried * 1e9);
    const seconds = originSeconds + carried + (sum >= 1e9 ? 1 : 0);
    const rest = sum >= 1e9 ? sum - 1e9 : sum;
    return seconds === 0 ? String(rest) : `${seconds}${String(rest).padStart(9, '0')}`;
  };
}

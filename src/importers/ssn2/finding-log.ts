import type { ImportWarning } from '../import-error.ts';
import { ImportError } from '../import-error.ts';
import type { Ssn2Code } from './ssn2-codes.ts';

const CAP = 90;
const CAP_OF_CODE = 20;

/** Details of a finding: JSON-safe, so large integers go in as decimal text. */
export type Detail = Readonly<Record<string, unknown>>;

/** Collects the warnings of one import and makes its errors; both name the file. */
export interface FindingLog {
  warn(code: Ssn2Code, message: string, detail?: Detail, needsConfirmation?: boolean): void;
  /** The error to throw. */
  fatal(code: Ssn2Code, message: string, detail?: Detail, cause?: unknown): ImportError;
  /** How often each code was reported, those not listed too. */
  counts(): Readonly<Partial<Record<Ssn2Code, number>>>;
  /** At most 200, in order; then, for each code of which more was found, how many. */
  warnings(): readonly ImportWarning[];
}

/**
 * A log for the file of that display name. It keeps 20 warnings of a code, 90 in all and always
 * the first of each code, and counts the rest.
 */
export function createFindingLog(fileName: string): FindingLog {
  const kept: ImportWarning[] = [];
  const found = new Map<Ssn2Code, { total: number; kept: number }>();
  const named = (message: string) => `${fileName}: ${message}`;
  return {
    warn(code, message, detail, needsConfirmation) {
      const count = found.get(code) ?? { total: 0, kept: 0 };
      found.set(code, count);
      count.total++;
      if (count.kept > 0 && (count.kept >= CAP_OF_CODE || kept.length >= CAP)) return;
      count.kept++;
      kept.push({
        code,
        message: named(message),
        ...(detail && { detail }),
        ...(needsConfirmation && { needsConfirmation }),
      });
    },
    fatal(code, message, detail = {}, cause) {
      return new ImportError(code, named(message), { ...detail, file: fileName }, { cause });
    },
    counts: () => Object.fromEntries([...found].map(([code, { total }]) => [code, total])),
    warnings() {
      const more = [...found].flatMap(([code, { total, kept: listed }]) => {
        if (total === listed) return [];
        const count = total - listed;
        const message = named(`and ${count} more of ${code}.`);
        return [{ code, message, detail: { more: count, total } }];
      });
      return [...kept, ...more];
    },
  };
}

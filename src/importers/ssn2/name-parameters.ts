import type { Ssn2NameSource } from './ssn2-recording.ts';

/** What a parameter can be named from: clear text of the file only. */
export interface NameClues {
  readonly parameterId: number;
  readonly application: string;
  readonly conversionName: string | null;
  /** Name of the first linked channel that has one. */
  readonly channelName: string | null;
  /** Null where the file keeps the identifier encrypted. */
  readonly clearIdentifier: string | null;
  /** Null where the file keeps the name encrypted. */
  readonly clearName: string | null;
}

/** A readable name, and where it comes from. */
export interface ParameterName {
  readonly identifier: string;
  readonly name: string;
  readonly nameSource: Ssn2NameSource;
}

/**
 * Name the parameters of one set, in the order given. The first rule that fits: clear text in the
 * otherwise encrypted columns; `CONV_<name>:<application>` or `<name>:<application>_conversion`
 * as a conversion no other parameter uses; the channel without `CH_`; `Parameter <id>`. The
 * identifier is `<name>:<application>`, and `#<id>` is added until it is unique.
 */
export function nameParameters(parameters: readonly NameClues[]): ParameterName[] {
  const users = new Map<string, number>();
  for (const { conversionName } of parameters) {
    if (conversionName !== null) users.set(conversionName, (users.get(conversionName) ?? 0) + 1);
  }
  // Identifiers the file states are kept as they stand; derived ones give way to them.
  const taken = new Set<string>();
  const stated = parameters.map((clues) => {
    if (clues.clearIdentifier === null) return null;
    return claim(taken, clues.clearIdentifier, clues.parameterId);
  });
  return parameters.map((clues, i): ParameterName => {
    const identifier = stated[i];
    if (identifier != null) {
      return { identifier, name: clues.clearName ?? shortName(clues), nameSource: 'text' };
    }
    const { name, nameSource } = deriveName(clues, users);
    const full = clues.application === '' ? name : `${name}:${clues.application}`;
    return { identifier: claim(taken, full, clues.parameterId), name, nameSource };
  });
}

function deriveName(clues: NameClues, users: ReadonlyMap<string, number>) {
  if (clues.clearName !== null) return { name: clues.clearName, nameSource: 'text' } as const;
  const { conversionName } = clues;
  if (conversionName !== null && users.get(conversionName) === 1) {
    for (const pattern of [/^CONV_(.+):([^:]+)$/, /^(.+):([^:]+)_conversion$/]) {
      const match = pattern.exec(conversionName);
      if (match?.[2] === clues.application) {
        return { name: match[1]!, nameSource: 'conversion' } as const;
      }
    }
  }
  const channel = clues.channelName?.replace(/^CH_(?=.)/, '') ?? '';
  if (channel !== '') return { name: channel, nameSource: 'channel' } as const;
  return { name: `Parameter ${clues.parameterId}`, nameSource: 'id' } as const;
}

/** The part of a stated identifier before its application. */
function shortName({ clearIdentifier, application }: NameClues): string {
  const identifier = clearIdentifier ?? '';
  const suffix = `:${application}`;
  const cut = identifier.endsWith(suffix) ? identifier.slice(0, -suffix.length) : identifier;
  return cut === '' ? identifier : cut;
}

function claim(taken: Set<string>, wanted: string, parameterId: number): string {
  let identifier = wanted;
  while (taken.has(identifier)) identifier += `#${parameterId}`;
  taken.add(identifier);
  return identifier;
}

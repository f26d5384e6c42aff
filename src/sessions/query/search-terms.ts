/** One thing that is searched for. */
export interface SearchTerm {
  /** What stands before `:` or `=`; null when there is neither. */
  readonly key: string | null;
  /** Whether it was `=`. */
  readonly isExact: boolean;
  /** `<`, `<=`, `>` or `>=` before the value; else empty. */
  readonly comparison: '' | '<' | '<=' | '>' | '>=';
  readonly value: string;
  /** Whether the value stood in quotation marks, and so means nothing but itself. */
  readonly isQuoted: boolean;
  readonly isNegated: boolean;
}

// A minus; a key, maybe quoted, with its sign; a comparison; a value, maybe quoted, whose closing
// quotation mark may be missing at the end. Anything but separators matches some of it.
const TERM = /(-?)(?:(?:"([^"]*)"|([^\s()":=]*))([:=]))?([<>]=?)?(?:"([^"]*)(?:"|$)|([^\s()"]*))/y;
const SEPARATORS = /[\s()]*/y;

/**
 * Read what was typed in a search box: terms, all of which are asked for, each with its
 * alternatives. `OR` joins the terms beside it, `NOT` turns the next one around; where there is
 * none they mean nothing.
 */
export function parseSearchTerms(text: string): SearchTerm[][] {
  const groups: SearchTerm[][] = [];
  let isAlternative = false;
  let isNegated = false;
  for (const term of scan(text)) {
    const operator = operatorOf(term);
    if (operator === 'OR') isAlternative = true;
    else if (operator === 'NOT') isNegated = !isNegated;
    else {
      const read = isNegated ? { ...term, isNegated: !term.isNegated } : term;
      const alternatives = isAlternative ? groups.at(-1) : undefined;
      if (alternatives) alternatives.push(read);
      else groups.push([read]);
      isAlternative = false;
      isNegated = false;
    }
  }
  return groups;
}

function operatorOf({ key, comparison, value, isQuoted, isNegated }: SearchTerm) {
  const isBare = key === null && comparison === '' && !isQuoted && !isNegated;
  return isBare && (value === 'OR' || value === 'NOT') ? value : null;
}

function* scan(text: string): Generator<SearchTerm> {
  let position = 0;
  while (true) {
    position = matchAt(SEPARATORS, text, position).end;
    if (position === text.length) return;
    const { groups, end } = matchAt(TERM, text, position);
    const [minus, quotedKey, key, sign, comparison = '', quoted, value = ''] = groups;
    yield {
      key: quotedKey ?? key ?? null,
      isExact: sign === '=',
      comparison: comparison as SearchTerm['comparison'],
      value: quoted ?? value,
      isQuoted: quoted !== undefined,
      isNegated: minus === '-',
    };
    position = end;
  }
}

/** What a sticky pattern, which matches anywhere, takes from a position on. */
function matchAt(pattern: RegExp, text: string, position: number) {
  pattern.lastIndex = position;
  const [all = '', ...groups] = pattern.exec(text) ?? [];
  return { groups: groups as (string | undefined)[], end: position + all.length };
}

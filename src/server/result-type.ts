/** The media types of a single result; of those a wildcard allows, the last one is sent. */
const RESULT_TYPES = ['application/graphql-response+json', 'application/json'] as const;

/** A media type of a single result. */
export type ResultType = (typeof RESULT_TYPES)[number];

/**
 * The type of a single result that a client accepts first, by Yoga's rules: qualities do not count,
 * and no character set but UTF-8 is spoken.
 *
 * @param accept The header; absent or empty for any type.
 * @returns null when the client accepts neither of the two.
 */
export function acceptedResultType(accept: string | undefined): ResultType | null {
  for (const range of (accept || '*/*').replace(/\s/g, '').toLowerCase().split(',')) {
    const [type = '', ...parameters] = range.split(';');
    const charset = parameters.find((parameter) => parameter.includes('charset='));
    if (charset !== undefined && charset !== 'charset=utf-8') continue;
    const accepted = RESULT_TYPES.findLast((one) => isWithin(one, type));
    if (accepted) return accepted;
  }
  return null;
}

/** Whether a media type is within a range such as `application/*`. */
function isWithin(type: string, range: string): boolean {
  const [left, right] = type.split('/');
  const [rangeLeft, rangeRight] = range.split('/');
  return (rangeLeft === '*' || rangeLeft === left) && (rangeRight === '*' || rangeRight === right);
}

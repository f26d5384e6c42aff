/**
 * Whether a client takes a media type: the most specific of its ranges that holds the type decides,
 * and refuses it by a quality of 0 (RFC 9110, section 12.5.1). Parameters of types do not count.
 *
 * @param header Its Accept; absent or empty for any type.
 * @param type In lower case, without parameters.
 */
export function acceptsType(header: string | undefined, type: string): boolean {
  if (!header?.trim()) return true;
  const [kind = ''] = type.split('/');
  const wanted = ['*/*', `${kind}/*`, type];
  let best = { rank: -1, isTaken: false };
  for (const range of header.toLowerCase().split(',')) {
    const [name = '', ...parameters] = range.split(';').map((part) => part.trim());
    const rank = wanted.indexOf(name);
    if (rank < 0 || rank < best.rank) continue;
    const isTaken = !parameters.some((one) => /^q\s*=\s*0(\.0*)?$/.test(one));
    best = { rank, isTaken: isTaken || (rank === best.rank && best.isTaken) };
  }
  return best.isTaken;
}

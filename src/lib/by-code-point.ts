/**
 * Order texts by their code points, as both databases order them by the bytes of their UTF-8; for
 * `sort`. JavaScript's own order puts what is beyond U+FFFF before U+E000.
 */
export function byCodePoint(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [left, right] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (left === right) continue;
    const isBeyond = isSurrogate(left);
    return isBeyond === isSurrogate(right) ? left - right : isBeyond ? 1 : -1;
  }
  return a.length - b.length;
}

function isSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdfff;
}

/** Bytes that `count` numbers of `width` bits take: whole groups of four numbers, whole bytes. */
export function packedSize(count: number, width: number): number {
  return (((count + 3) >> 2) * 4 * width + 7) >> 3;
}

/**
 * Pack the low bits of numbers less `base`, one after the other, from the least significant bit of
 * each byte.
 *
 * @param values Numbers from index `from` on.
 * @param count How many, a multiple of four.
 * @param view Where they go, `packedSize` bytes from `at` on.
 */
export function packBits(
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  base: number,
  view: DataView,
  at: number,
): void {
  if (width === 0) return;
  if (width <= 8) packFours(values, from, count, width, base, view, at);
  else if (width <= 16) packTwos(values, from, count, width, base, view, at);
  else packOnes(values, from, count, width, base, view, at);
}

/** Four numbers at a time. */
function packFours(
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  base: number,
  view: DataView,
  at: number,
): void {
  const mask = (1 << width) - 1;
  const end = from + count;
  let word = 0;
  let filled = 0;
  let offset = at;
  for (let i = from; i < end; i += 4) {
    const group =
      ((values[i]! - base) & mask) |
      (((values[i + 1]! - base) & mask) << width) |
      (((values[i + 2]! - base) & mask) << (2 * width)) |
      (((values[i + 3]! - base) & mask) << (3 * width));
    word |= group << filled;
    filled += 4 * width;
    if (filled >= 32) {
      view.setInt32(offset, word, true);
      offset += 4;
      filled -= 32;
      // A shift by 32 would shift by nothing.
      word = filled === 0 ? 0 : group >>> (4 * width - filled);
    }
  }
  for (; filled > 0; filled -= 8, word >>>= 8) view.setUint8(offset++, word);
}

/** Two numbers at a time. */
function packTwos(
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  base: number,
  view: DataView,
  at: number,
): void {
  const mask = (1 << width) - 1;
  const end = from + count;
  let word = 0;
  let filled = 0;
  let offset = at;
  for (let i = from; i < end; i += 2) {
    const group = ((values[i]! - base) & mask) | (((values[i + 1]! - base) & mask) << width);
    word |= group << filled;
    filled += 2 * width;
    if (filled >= 32) {
      view.setInt32(offset, word, true);
      offset += 4;
      filled -= 32;
      word = filled === 0 ? 0 : group >>> (2 * width - filled);
    }
  }
  for (; filled > 0; filled -= 8, word >>>= 8) view.setUint8(offset++, word);
}

function packOnes(
  values: Int32Array,
  from: number,
  count: number,
  width: number,
  base: number,
  view: DataView,
  at: number,
): void {
  const mask = width === 32 ? -1 : (1 << width) - 1;
  const end = from + count;
  let word = 0;
  let filled = 0;
  let offset = at;
  for (let i = from; i < end; i++) {
    const value = (values[i]! - base) & mask;
    word |= value << filled;
    filled += width;
    if (filled >= 32) {
      view.setInt32(offset, word, true);
      offset += 4;
      filled -= 32;
      word = filled === 0 ? 0 : value >>> (width - filled);
    }
  }
  for (; filled > 0; filled -= 8, word >>>= 8) view.setUint8(offset++, word);
}

/**
 * Unpack numbers, and add `base` to each, in 32 bits.
 *
 * @param view Readable for three bytes after the last packed one.
 * @param target Room for `count` numbers, rounded up to a multiple of four.
 */
export function unpackBits(
  view: DataView,
  at: number,
  count: number,
  width: number,
  base: number,
  target: Int32Array,
): void {
  // As many numbers a load as 32 bits hold wherever they start.
  if (width === 0) target.fill(base, 0, count);
  else if (width <= 8) unpackFours(view, at, count, width, base, target);
  else if (width <= 14 || width === 16) unpackTwos(view, at, count, width, base, target);
  else if (width <= 25) unpackOnes(view, at, count, width, base, target);
  else if (width < 32) unpackWide(view, at, count, width, base, target);
  else for (let i = 0; i < count; i++) target[i] = base + view.getInt32(at + 4 * i, true);
}

function unpackFours(
  view: DataView,
  at: number,
  count: number,
  width: number,
  base: number,
  target: Int32Array,
): void {
  const mask = (1 << width) - 1;
  let bit = at * 8;
  for (let i = 0; i < count; i += 4, bit += 4 * width) {
    let word = view.getInt32(bit >>> 3, true) >>> (bit & 7);
    target[i] = base + (word & mask);
    target[i + 1] = base + ((word >>>= width) & mask);
    target[i + 2] = base + ((word >>>= width) & mask);
    target[i + 3] = base + ((word >>> width) & mask);
  }
}

function unpackTwos(
  view: DataView,
  at: number,
  count: number,
  width: number,
  base: number,
  target: Int32Array,
): void {
  const mask = (1 << width) - 1;
  let bit = at * 8;
  for (let i = 0; i < count; i += 4) {
    let word = view.getInt32(bit >>> 3, true) >>> (bit & 7);
    target[i] = base + (word & mask);
    target[i + 1] = base + ((word >>> width) & mask);
    bit += 2 * width;
    word = view.getInt32(bit >>> 3, true) >>> (bit & 7);
    target[i + 2] = base + (word & mask);
    target[i + 3] = base + ((word >>> width) & mask);
    bit += 2 * width;
  }
}

function unpackOnes(
  view: DataView,
  at: number,
  count: number,
  width: number,
  base: number,
  target: Int32Array,
): void {
  const mask = (1 << width) - 1;
  let bit = at * 8;
  for (let i = 0; i < count; i++, bit += width)
    target[i] = base + ((view.getInt32(bit >>> 3, true) >>> (bit & 7)) & mask);
}

function unpackWide(
  view: DataView,
  at: number,
  count: number,
  width: number,
  base: number,
  target: Int32Array,
): void {
  const mask = (1 << width) - 1;
  let bit = at * 8;
  for (let i = 0; i < count; i++, bit += width) {
    const shift = bit & 7;
    const low = view.getInt32(bit >>> 3, true) >>> shift;
    // In two steps, as a shift by 32 would shift by nothing.
    const high = (view.getUint8((bit >>> 3) + 4) << (31 - shift)) << 1;
    target[i] = base + ((low | high) & mask);
  }
}

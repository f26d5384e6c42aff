import { TABLE_SIZE } from './cell-format.ts';

/** The numbers of a cell that has few different ones, in the order in which they first occur. */
export const table = new Int32Array(TABLE_SIZE);

/** Many more than numbers, so that few share one. */
const SLOT_BITS = 8;
const SLOTS = 2 ** SLOT_BITS;
/** Multiplied by it, numbers that are near each other differ in the upper bits. */
const SPREAD = 0x9e3779b1;

const keys = new Int32Array(SLOTS);
/** One more than the place in the table of the number in the slot; 0 when there is none. */
const slots = new Uint8Array(SLOTS);

/**
 * Put the numbers of a cell in the table, and their places in it to `places`.
 *
 * @returns How many numbers the table has; 0 when they are too many.
 */
export function fillTable(
  values: Int32Array,
  from: number,
  count: number,
  places: Int32Array,
): number {
  slots.fill(0);
  let size = 0;
  for (let i = 0; i < count; i++) {
    const value = values[from + i]!;
    let slot = Math.imul(value, SPREAD) >>> (32 - SLOT_BITS);
    let entry = slots[slot]!;
    for (; entry !== 0 && keys[slot] !== value; entry = slots[slot]!) slot = (slot + 1) % SLOTS;
    if (entry === 0) {
      if (size === TABLE_SIZE) return 0;
      keys[slot] = value;
      table[size++] = value;
      slots[slot] = entry = size;
    }
    places[i] = entry - 1;
  }
  return size;
}

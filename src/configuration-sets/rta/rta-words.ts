import type { ByteOrder, DataType } from '../../core/data-type.ts';
import type { ChannelDataSource, EventPriority } from '../configuration-content.ts';

/** The document's words for the catalogue's, per list. */
export type Words<T> = ReadonlyMap<string, T>;

/** How samples of a channel are stored. */
export const RTA_DATA_TYPES: Words<DataType> = new Map([
  ['u8', 'UNSIGNED_8BIT'],
  ['s8', 'SIGNED_8BIT'],
  ['u16', 'UNSIGNED_16BIT'],
  ['s16', 'SIGNED_16BIT'],
  ['u32', 'UNSIGNED_32BIT'],
  ['s32', 'SIGNED_32BIT'],
  ['f32', 'FLOATING_POINT_32BIT'],
  ['3f32', 'TRIPLE_FLOATING_POINT_32BIT'],
  ['f64', 'DOUBLE_64BIT'],
]);

/** How samples of a channel come. */
export const RTA_DATA_SOURCES: Words<ChannelDataSource> = new Map([
  ['can', 'CAN'],
  ['event', 'EVENT'],
  ['periodic', 'PERIODIC'],
  ['synchro', 'SYNCHRO'],
  ['timestamped', 'TIMESTAMPED'],
  ['row', 'ROW_DATA'],
  ['subSampledPeriodic', 'SUB_SAMPLED_PERIODIC'],
]);

/** Order of the bytes of a parameter. */
export const RTA_BYTE_ORDERS: Words<ByteOrder> = new Map([
  ['le', 'LITTLE_ENDIAN'],
  ['be', 'BIG_ENDIAN'],
]);

/** How much an event matters. */
export const RTA_PRIORITIES: Words<EventPriority> = new Map([
  ['debug', 'DEBUG'],
  ['low', 'LOW'],
  ['medium', 'MEDIUM'],
  ['high', 'HIGH'],
]);

/** Whether access to an application is restricted. */
export const RTA_SUPPORT: Words<boolean> = new Map([
  ['supported', true],
  ['notSupported', false],
]);

/** Whether a parameter is measured or computed. */
export const RTA_PARAMETER_TYPES: Words<'std' | 'virt'> = new Map([
  ['std', 'std'],
  ['virt', 'virt'],
]);

/** Languages of functions; the catalogue keeps the document's word. */
export const RTA_LANGUAGES: Words<string> = new Map(
  ['fdl', 'sfdl', 'C#', 'fdl#', 'fdl#Script'].map((word) => [word, word]),
);

/** The document's word for a value of the catalogue. */
export function wordOf<T>(words: Words<T>, value: T): string {
  for (const [word, meaning] of words) if (meaning === value) return word;
  throw new Error(`A configuration says "${String(value)}", for which documents have no word.`);
}

/** The format of a conversion that states none. */
export function defaultFormat(kind: 'rational' | 'table' | 'text' | 'formula'): string {
  return kind === 'text' ? '%s' : '%5.3f';
}

/** Coefficients that change nothing. */
export const ONE_TO_ONE: readonly number[] = [0, 1, 0, 0, 0, 1];

/** Every bit of a raw integer. */
export const WHOLE_MASK = 0xffffffff;

/** How a series takes values at instants of its own. */
export const ALIGN_MODES = ['HOLD', 'LINEAR', 'NEAREST'] as const;

/** A way to take a value between two samples. */
export type AlignMode = (typeof ALIGN_MODES)[number];

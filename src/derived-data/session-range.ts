/** The keys of the rows of consecutive sessions, both included. */
export interface SessionRange {
  readonly first: number;
  readonly last: number;
  readonly ids: readonly number[];
}

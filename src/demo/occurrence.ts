/** Something that a recorder writes down beside the samples. */
export type Occurrence = LapStart | SectorEnd | CarEvent;

/** The finish line was crossed, or the recording began. */
export interface LapStart {
  readonly kind: 'lap';
  /** 0 is the lap out of the pits. */
  readonly number: number;
  /** Nanoseconds since the simulation began. */
  readonly time: number;
}

/** A third of a lap was driven. */
export interface SectorEnd {
  readonly kind: 'sector';
  readonly lap: number;
  /** 1 to 3. */
  readonly sector: number;
  /** Nanoseconds since the simulation began. */
  readonly start: number;
  readonly time: number;
}

export interface CarEvent {
  readonly kind: 'event';
  readonly id: (typeof CAR_EVENTS)[keyof typeof CAR_EVENTS];
  /** Raw, in the order of the definition's conversions. */
  readonly values: readonly number[];
  /** Empty when the values say it all. */
  readonly statusText: string;
  /** Nanoseconds since the simulation began. */
  readonly time: number;
}

/** Ids of the events of the demo car. */
export const CAR_EVENTS = {
  kerbStrike: 1,
  slowShift: 2,
  yellowFlag: 3,
  greenFlag: 4,
  refuelled: 5,
} as const;

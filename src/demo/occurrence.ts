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

/** An event of the car, for its recorder to send. */
export interface CarEvent {
  readonly kind: 'event';
  readonly definition: (typeof CAR_EVENTS)[keyof typeof CAR_EVENTS];
  /** Raw, in the order of the definition's conversions. */
  readonly values: readonly number[];
  /** Empty when the values say it all. */
  readonly statusText: string;
  /** Nanoseconds since the simulation began. */
  readonly time: number;
}

/** The events of the demo car: ids, and the applications that define them. */
export const CAR_EVENTS = {
  kerbStrike: { id: 1, group: 'Chassis' },
  yellowFlag: { id: 2, group: 'Chassis' },
  greenFlag: { id: 3, group: 'Chassis' },
  refuelled: { id: 4, group: 'Chassis' },
  slowShift: { id: 1, group: 'Engine' },
} as const;

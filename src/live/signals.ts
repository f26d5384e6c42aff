import { createSignal, type Signal } from './signal.ts';

/** The signals of this server, by what changed. */
export interface Signals {
  /** A session, by its identity: its metadata, its records or its data. */
  readonly session: Signal;
}

export function createSignals(): Signals {
  return { session: createSignal() };
}

/** The states of a session with RTA's numbers, whose bits say closed (4) and incomplete (8). */
export const SESSION_STATE_CODES = {
  UNKNOWN: 0,
  WAITING: 1,
  OPEN: 2,
  CLOSED: 4,
  TRUNCATED: 12,
  FAILED: 28,
  ABANDONED: 44,
} as const;

export type SessionState = keyof typeof SESSION_STATE_CODES;

export const SESSION_STATES = Object.keys(SESSION_STATE_CODES) as SessionState[];

/** The states in which a session takes no more data. */
export const END_STATES = SESSION_STATES.filter(isEnded);

/** The states in which data may still come. */
export const LIVE_STATES: readonly SessionState[] = ['WAITING', 'OPEN'];

/** Whether a session of that state takes no more data. */
export function isEnded(state: SessionState): boolean {
  return (SESSION_STATE_CODES[state] & 4) !== 0;
}

/** The state of a stored number. */
export function toSessionState(code: number): SessionState {
  const state = SESSION_STATES.find((name) => SESSION_STATE_CODES[name] === code);
  if (!state) throw new Error(`There is no session state ${code}.`);
  return state;
}

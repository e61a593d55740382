import type { SessionState } from '../../diagnostics/index.ts';

/** An event of a session: its message is queued, begins, ends, or is lost with the process. */
export type SessionEvent = 'queued' | 'begun' | 'ended' | 'endedWithMore' | 'interrupted';

const NEXT = {
  idle: {
    queued: 'waiting',
    begun: 'processing',
    ended: 'idle',
    endedWithMore: 'waiting',
    interrupted: 'idle',
  },
  waiting: {
    queued: 'waiting',
    begun: 'processing',
    ended: 'waiting',
    endedWithMore: 'waiting',
    interrupted: 'idle',
  },
  processing: {
    queued: 'processing',
    begun: 'processing',
    ended: 'idle',
    endedWithMore: 'waiting',
    interrupted: 'idle',
  },
} as const satisfies Record<SessionState, Record<SessionEvent, SessionState>>;

/** The state that a session is in after an event. */
export function nextState(state: SessionState, event: SessionEvent): SessionState {
  return NEXT[state][event];
}

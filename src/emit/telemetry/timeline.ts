/**
 * The times of what is pushed for one identity (service name, namespace and instance), and so for its series.
 *
 * Prometheus rejects a whole batch if one sample in it is not newer than the newest sample of its series, or has
 * the same time and another value. And a counter that first appears at n counts as 0 in `increase()`: so every
 * series starts with a 0, one interval before its first point. Both together:
 *
 * - The floor is the newest time for which the backend may hold samples of this identity. Before the first push it
 *   is the start of recording: an earlier process of the same identity has pushed up to its own end, not later.
 *   Afterwards it is the last push that was accepted, or whose fate is unknown.
 * - A point is newer than the floor, a 0 is newer than the floor and older than its point. Two pushes within one
 *   millisecond, or a clock that was set back, therefore move ahead of the clock by 2 ms a push (one for the 0)
 *   until the clock has caught up; waiting for the clock instead would have every push rejected until then.
 * - A push that was rejected stored nothing: floor and starts stay as they were, and the next push sends the 0 again,
 *   one interval before the new point.
 * - Where the outcome is unknown (no response within the time-out, a reset after the request was sent, a gateway's 502 or 504),
 *   the 0 is not sent again. Were the push stored, a 0 after its point would be a counter reset, and the first
 *   value would count twice; a 0 before its point would be out of order, and cost the whole batch. Not sent, at
 *   worst the first value of the new series of that one push is missing from `increase()`, and from nothing else.
 */
export class Timeline {
  #floorMs: number;

  /** @param startMs epoch milliseconds at which recording begins */
  constructor(startMs: number) {
    this.#floorMs = startMs;
  }

  /** Time of the points of a push made now. */
  pointMs(nowMs: number): number {
    return Math.max(nowMs, this.#floorMs + 2);
  }

  /** Time of the 0 of a series whose first point is at `pointMs`. */
  startMs(pointMs: number, intervalMs: number): number {
    return Math.max(pointMs - intervalMs, this.#floorMs + 1);
  }

  /** The backend may hold samples up to this time, or recording started again at it. */
  advance(ms: number): void {
    this.#floorMs = Math.max(this.#floorMs, ms);
  }
}

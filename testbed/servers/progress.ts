/** Shows the progress of long work. */
export interface Progress {
  /** A new step begins. */
  readonly step: (text: string) => void;
  /** The state of the current step. */
  readonly detail: (text: string) => void;
  /** All steps are over. */
  readonly end: () => void;
}

interface Screen {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Without a terminal, a long step prints its detail this often. */
const DETAIL_EVERY_MS = 30_000;

/** One line for each step with the time since the beginning; on a terminal the current line is updated. */
export function createProgress(screen: Screen, now: () => number = () => performance.now()): Progress {
  return screen.isTTY === true ? rewriting(screen, now) : appending(screen, now);
}

function appending(screen: Screen, now: () => number): Progress {
  const begun = now();
  let printedAt = begun;
  const say = (text: string): void => {
    printedAt = now();
    screen.write(`${elapsed(printedAt - begun)} ${text}\n`);
  };
  return {
    step: say,
    detail: (text) => {
      if (now() - printedAt >= DETAIL_EVERY_MS) say(`… ${text}`);
    },
    end: () => {},
  };
}

function rewriting(screen: Screen, now: () => number): Progress {
  const begun = now();
  let current: { text: string; detail: string } | undefined;
  const draw = (): void => {
    if (current === undefined) return;
    const detail = current.detail === '' ? '' : ` · ${current.detail}`;
    const line = `${elapsed(now() - begun)} ${current.text}${detail}`;
    screen.write(`\r\u001B[2K${line.slice(0, (screen.columns ?? 80) - 1)}`);
  };
  const ticking = setInterval(draw, 1_000).unref();
  const finish = (): void => {
    if (current === undefined) return;
    current.detail = '';
    draw();
    screen.write('\n');
    current = undefined;
  };
  return {
    step: (text) => {
      finish();
      current = { text, detail: '' };
      draw();
    },
    detail: (text) => {
      if (current === undefined) return;
      current.detail = text;
      draw();
    },
    end: () => {
      finish();
      clearInterval(ticking);
    },
  };
}

function elapsed(ms: number): string {
  return `[${(ms / 1000).toFixed(1).padStart(6)} s]`;
}

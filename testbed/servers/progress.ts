/** Says what a long piece of work is doing. */
export interface Progress {
  /** A new step begins. */
  readonly step: (text: string) => void;
  /** How far the present step has come. */
  readonly detail: (text: string) => void;
  /** All steps are over. */
  readonly end: () => void;
}

interface Screen {
  readonly write: (text: string) => unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Without a terminal to rewrite, a step that takes long says this often how far it has come. */
const DETAIL_EVERY_MS = 30_000;

/** One line a step with the time since the beginning; on a terminal the present one is kept up to date. */
export function createProgress(screen: Screen, now: () => number = () => performance.now()): Progress {
  return screen.isTTY === true ? rewriting(screen, now) : appending(screen, now);
}

function appending(screen: Screen, now: () => number): Progress {
  const begun = now();
  let saidAt = begun;
  const say = (text: string): void => {
    saidAt = now();
    screen.write(`${elapsed(saidAt - begun)} ${text}\n`);
  };
  return {
    step: say,
    detail: (text) => {
      if (now() - saidAt >= DETAIL_EVERY_MS) say(`… ${text}`);
    },
    end: () => {},
  };
}

function rewriting(screen: Screen, now: () => number): Progress {
  const begun = now();
  let present: { text: string; detail: string } | undefined;
  const draw = (): void => {
    if (present === undefined) return;
    const detail = present.detail === '' ? '' : ` · ${present.detail}`;
    const line = `${elapsed(now() - begun)} ${present.text}${detail}`;
    screen.write(`\r\u001B[2K${line.slice(0, (screen.columns ?? 80) - 1)}`);
  };
  const ticking = setInterval(draw, 1_000).unref();
  const finish = (): void => {
    if (present === undefined) return;
    present.detail = '';
    draw();
    screen.write('\n');
    present = undefined;
  };
  return {
    step: (text) => {
      finish();
      present = { text, detail: '' };
      draw();
    },
    detail: (text) => {
      if (present === undefined) return;
      present.detail = text;
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

import { styleFor } from '../prove/report/index.ts';

/** Prints the demo: one line a step, with the time since its start. */
export interface DemoProgress {
  act(title: string): void;
  /** Printed when it is done. */
  step(text: string): void;
  /** More about a step, below it. */
  detail(text: string): void;
  block(text: string): void;
}

export function createDemoProgress(out: NodeJS.WriteStream, now: () => number): DemoProgress {
  const began = now();
  const style = styleFor(out.isTTY && !process.env['NO_COLOR']);
  const say = (text: string): void => {
    out.write(`${text}\n`);
  };
  return {
    act: (title) => say(`\n${style.strong(title)}`),
    step: (text) => say(`${style.dim(`${((now() - began) / 1_000).toFixed(1).padStart(5)} s`)}  ${text}`),
    detail: (text) => say(style.dim(`         ${text}`)),
    block: (text) => say(text.replaceAll(/^(?=.)/gm, '         ')),
  };
}

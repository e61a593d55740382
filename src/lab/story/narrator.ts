import { styleFor } from '../../report/index.ts';

/** Tells the story: one line a step, with the time since the beginning. */
export interface Narrator {
  act(title: string): void;
  /** Told when it is done. */
  step(text: string): void;
  /** What a step rests on, below it. */
  detail(text: string): void;
  block(text: string): void;
}

export function createNarrator(out: NodeJS.WriteStream, now: () => number): Narrator {
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

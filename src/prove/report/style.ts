import { styleText } from 'node:util';

/** Colours of the text report; the identity where the output is no terminal. */
export interface Style {
  readonly good: (text: string) => string;
  readonly bad: (text: string) => string;
  readonly odd: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly strong: (text: string) => string;
}

type Format = Parameters<typeof styleText>[0];

export function styleFor(colours: boolean): Style {
  const paint = (format: Format) => (text: string) =>
    colours ? styleText(format, text, { validateStream: false }) : text;
  return {
    good: paint('green'),
    bad: paint('red'),
    odd: paint('yellow'),
    dim: paint('dim'),
    strong: paint('bold'),
  };
}

export { age, columns, pad } from './layout.ts';
export { type Style, styleFor } from './style.ts';
export { briefReport, textReport, type TextOptions } from './text.ts';

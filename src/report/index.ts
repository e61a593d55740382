export { age, columns, pad } from './layout.ts';
export { type Style, styleFor } from './style.ts';
export { textReport, type TextOptions } from './text.ts';

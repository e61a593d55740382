export { junitReport } from './junit.ts';
export { age, columns, pad } from './layout.ts';
export { sarifReport } from './sarif.ts';
export { type Style, styleFor } from './style.ts';
export { briefReport, textReport, type TextOptions } from './text.ts';
export { htmlReport } from './html.ts';
export { markdownReport } from './markdown.ts';
export { type Language, LANGUAGES } from './words-type.ts';

export { junitReport } from './junit.ts';
export { columns } from './layout.ts';
export { sarifReport } from './sarif.ts';
export { styleFor } from './style.ts';
export { briefReport, textReport } from './text.ts';
export { htmlReport } from './html.ts';
export { markdownReport } from './markdown.ts';
export { type Language, LANGUAGES } from './words-type.ts';

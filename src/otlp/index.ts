export { CANARY_METRIC, CANARY_SERVICE, canaryBody } from './canary.ts';

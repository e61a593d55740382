export { answerText, usageOf } from './completion.ts';
export { type Fault, type FaultPlan, type ModelServer, startModelServer } from './server.ts';

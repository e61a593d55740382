export { answerText } from './completion.ts';
export { type FaultPlan, type ModelServer, startModelServer } from './server.ts';

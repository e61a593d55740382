export { readScenarios, ScenarioError, type ScenarioFolder } from './read.ts';
export { type RunOptions, runScenarios, type ScenarioResult } from './run.ts';
export { scenarioSchema } from './schema.ts';
export { type Score, scoreOf } from './score.ts';

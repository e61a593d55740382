export { scenarioJsonSchema } from './json-schema.ts';
export { readScenarios, ScenarioError, type ScenarioFolder } from './read.ts';
export { type RunOptions, runScenarios, type ScenarioResult } from './run.ts';
export { type Score, scoreOf } from './score.ts';

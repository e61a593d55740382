export { ScenarioError } from './error.ts';
export { readScenarios, type ScenarioFolder } from './read.ts';
export { type RunOptions, runScenarios, type ScenarioResult } from './run.ts';
export { type Score, scoreOf } from './score.ts';

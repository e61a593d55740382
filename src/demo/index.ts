export { type DemoBackend, demoBackend, embeddedBackend, runningBackend } from './backend.ts';
export { DemoError, packagedConfigMap, runDemo } from './demo.ts';
export { type DemoEnvironment, startEnvironment, until } from './environment.ts';
export { createDemoProgress } from './progress.ts';

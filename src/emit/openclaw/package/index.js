// OpenClaw's loader compiles this file, so that its own modules are found; plugin.cjs is loaded as it is.
import { createPlugin } from './plugin.cjs';

export default createPlugin({
  sdk: () => import('openclaw/plugin-sdk'),
  diagnosticRuntime: () => import('openclaw/plugin-sdk/diagnostic-runtime'),
});

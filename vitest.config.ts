import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Unit tests need nothing but Node; integration tests run the built command and real servers.
    projects: [
      {
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          include: [
            'src/**/*.test.ts',
            'extensions/**/*.test.ts',
            'testbed/**/*.test.ts',
            'test/vectors/**/*.test.ts',
            'test/ci/**/*.test.ts',
            'test/wild/runner/*.test.ts',
            'test/corpus/*.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'integration',
          sequence: { groupOrder: 1 },
          include: [
            'test/integration/**/*.test.ts',
            'test/regression/**/*.test.ts',
            'test/scenarios/*.test.ts',
            'test/conformance/**/*.test.ts',
            'test/soundness/**/*.test.ts',
            'test/openclaw/**/*.test.ts',
            'test/node/**/*.test.ts',
          ],
          globalSetup: 'test/harness/shared-node.ts',
          testTimeout: 120_000,
          hookTimeout: 600_000,
          // Two cores: real processes and servers side by side starve each other.
          maxWorkers: 2,
        },
      },
    ],
    coverage: { provider: 'v8', include: ['src/**', 'extensions/**'] },
  },
});

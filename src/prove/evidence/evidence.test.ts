import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const HERE = new URL('.', import.meta.url);

describe('evidence', () => {
  it('has a name that no other evidence has, because a check takes it by its name', async () => {
    const names = new Map<string, string[]>();
    for (const file of readdirSync(HERE, { recursive: true, encoding: 'utf8' })) {
      if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue;
      const module = (await import(new URL(file, HERE).href)) as Record<string, unknown>;
      for (const [exported, value] of Object.entries(module))
        if (isEvidence(value))
          names.set(value.name, [...(names.get(value.name) ?? []), `${file} ${exported}`]);
    }
    expect(names.size).toBeGreaterThan(20);
    expect([...names].filter(([, places]) => places.length > 1)).toEqual([]);
  });
});

function isEvidence(value: unknown): value is { readonly name: string } {
  return (
    typeof value === 'object' && value !== null && 'answer' in value && 'needs' in value && 'name' in value
  );
}

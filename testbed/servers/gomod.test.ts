import { describe, expect, it } from 'vitest';
import { replacesOf, workspaceGoMod } from './gomod.ts';
import type { GoSource } from './spec.ts';

const source: GoSource = {
  kind: 'go',
  module: 'example.test/server',
  version: 'v1.2.3',
  checksum: 'h1:…',
  package: 'example.test/server/cmd/server',
  variables: {},
  coldSeconds: 1,
};

describe('go.mod', () => {
  it('repeats the replace lines of a module, with and without a version on the left', () => {
    const json = JSON.stringify({
      Module: { Path: 'example.test/server' },
      Replace: [
        { Old: { Path: 'a.test/a', Version: 'v1.8.0' }, New: { Path: 'a.test/a', Version: 'v1.7.0' } },
        { Old: { Path: 'b.test/b' }, New: { Path: 'fork.test/b', Version: 'v0.1.0' } },
      ],
    });
    expect(replacesOf(json)).toEqual([
      { path: 'a.test/a', atVersion: 'v1.8.0', with: { path: 'a.test/a', version: 'v1.7.0' } },
      { path: 'b.test/b', with: { path: 'fork.test/b', version: 'v0.1.0' } },
    ]);
  });

  it('leaves out replace lines that name a folder', () => {
    const json = JSON.stringify({ Replace: [{ Old: { Path: 'a.test/push' }, New: { Path: './pkg/push' } }] });
    expect(replacesOf(json)).toEqual([]);
  });

  it('gives these lines a version if the folders are separate modules', () => {
    const json = JSON.stringify({
      Replace: [{ Old: { Path: 'k8s.io/api' }, New: { Path: './staging/src/k8s.io/api' } }],
    });
    expect(replacesOf(json, 'v0.36.3')).toEqual([
      { path: 'k8s.io/api', with: { path: 'k8s.io/api', version: 'v0.36.3' } },
    ]);
  });

  it('has no replace lines if Go prints null', () => {
    expect(replacesOf('{ "Replace": null }')).toEqual([]);
  });

  it('requires the module and repeats its replace lines', () => {
    const ofModule = [
      { path: 'a.test/a', atVersion: 'v1.8.0', with: { path: 'a.test/a', version: 'v1.7.0' } },
      { path: 'b.test/b', with: { path: 'fork.test/b', version: 'v0.1.0' } },
    ];
    expect(workspaceGoMod(source, ofModule)).toBe(
      [
        'module throughline/server',
        'go 1.26',
        'require example.test/server v1.2.3',
        'replace a.test/a v1.8.0 => a.test/a v1.7.0',
        'replace b.test/b => fork.test/b v0.1.0',
        '',
      ].join('\n'),
    );
  });

  it('prefers the replace of the table over that of the module', () => {
    const own = {
      ...source,
      replaces: [{ path: 'b.test/b', with: { path: 'b.test/b', version: 'v2.0.0' } }],
    };
    const ofModule = [{ path: 'b.test/b', with: { path: 'fork.test/b', version: 'v0.1.0' } }];
    expect(workspaceGoMod(own, ofModule)).toContain('replace b.test/b => b.test/b v2.0.0');
    expect(workspaceGoMod(own, ofModule)).not.toContain('fork.test');
  });
});

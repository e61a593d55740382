import { expect, it } from 'vitest';
import { paths } from './libraries.ts';

it('the libraries of a binary are the paths that ldd prints', () => {
  const printed = [
    '\tlinux-vdso.so.1 (0x00007fb230f4d000)',
    '\tlibc.so.6 => /lib/x86_64-linux-gnu/libc.so.6 (0x00007fb230a1e000)',
    '\t/lib64/ld-linux-x86-64.so.2 (0x00007fb230f4f000)',
  ].join('\n');
  expect(paths(printed, '/bin/node')).toEqual([
    '/lib/x86_64-linux-gnu/libc.so.6',
    '/lib64/ld-linux-x86-64.so.2',
  ]);
});

it('a static binary has none', () => {
  expect(paths('\tstatically linked\n', '/bin/otelcol')).toEqual([]);
});

it('a library that is missing is named', () => {
  expect(() => paths('\tlibicu.so.72 => not found\n', '/bin/x')).toThrow(
    '/bin/x needs libicu.so.72, which is not on this machine',
  );
});

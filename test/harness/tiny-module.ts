import { createHash } from 'node:crypto';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { ServerSpec } from '../../testbed/servers/index.ts';

const MODULE = 'example.test/tiny';
const VERSION = 'v1.0.0';
const GO_MOD = `module ${MODULE}\n\ngo 1.26\n`;

/** A small command that builds in seconds, in a module proxy that is a folder. */
export async function tinyModule(folder: string): Promise<{ spec: ServerSpec; env: NodeJS.ProcessEnv }> {
  const proxy = join(folder, 'proxy', MODULE, '@v');
  await mkdir(proxy, { recursive: true });
  const files = new Map(
    Object.entries({
      'go.mod': GO_MOD,
      'go.sum': '',
      'main.go':
        'package main\n\nvar version string\n\nfunc main() { println("tiny, version " + version) }\n',
    }).map(([name, text]) => [`${MODULE}@${VERSION}/${name}`, Buffer.from(text)]),
  );
  await writeFile(join(proxy, 'list'), `${VERSION}\n`);
  await writeFile(join(proxy, `${VERSION}.info`), JSON.stringify({ Version: VERSION }));
  await writeFile(join(proxy, `${VERSION}.mod`), GO_MOD);
  await writeFile(join(proxy, `${VERSION}.zip`), zip(files));
  const spec: ServerSpec = {
    id: 'tiny',
    family: 'tiny',
    title: 'Tiny',
    version: '1.0.0',
    binary: 'tiny',
    variable: 'TINY_BIN',
    onPath: { names: ['throughline-tiny'], series: '1.0' },
    versionFrom: { args: [], pattern: /^tiny, version (\S*)/ },
    source: {
      kind: 'go',
      module: MODULE,
      version: VERSION,
      checksum: hash1(files),
      package: MODULE,
      variables: { 'main.version': '1.0.0' },
      coldSeconds: 5,
    },
    start: { args: () => [], receiverFlags: [], paths: { ready: '/', query: '' }, readyTimeoutMs: 5_000 },
  };
  const env = {
    ...process.env,
    THROUGHLINE_CACHE: join(folder, 'cache'),
    GOPROXY: `file://${join(folder, 'proxy')}`,
    GONOSUMDB: 'example.test',
    GOMODCACHE: join(folder, 'modules'),
    GOFLAGS: '-modcacherw',
  };
  return { spec, env };
}

/** Go's hash of a module's files. Source: golang.org/x/mod/sumdb/dirhash, Hash1. */
function hash1(files: ReadonlyMap<string, Buffer>): string {
  const summary = [...files]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, content]) => `${createHash('sha256').update(content).digest('hex')}  ${name}\n`)
    .join('');
  return `h1:${createHash('sha256').update(summary).digest('base64')}`;
}

/** A zip archive whose entries are stored as they are. Source: PKWARE APPNOTE 4.3. */
function zip(files: ReadonlyMap<string, Buffer>): Buffer {
  const local: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [name, content] of files) {
    const entry = Buffer.alloc(26);
    entry.writeUInt16LE(20, 0);
    entry.writeUInt32LE(crc32(content), 10);
    entry.writeUInt32LE(content.length, 14);
    entry.writeUInt32LE(content.length, 18);
    entry.writeUInt16LE(Buffer.byteLength(name), 22);
    const body = Buffer.concat([Buffer.from('PK\u0003\u0004'), entry, Buffer.from(name), content]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    central.push(Buffer.from('PK\u0001\u0002\u0014\u0000'), entry, place, Buffer.from(name));
    local.push(body);
    offset += body.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.size, 4);
  end.writeUInt16LE(files.size, 6);
  end.writeUInt32LE(directory.length, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...local, directory, Buffer.from('PK\u0005\u0006'), end]);
}

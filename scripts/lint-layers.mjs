// A lint rule: imports go one way, by the table in layers.mjs. Tests may import what they test from anywhere.
import { dirname, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { forbidden } from './layers.mjs';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');
const inCheckout = (path) => relative(root, path).replaceAll('\\', '/');

const layers = {
  create(context) {
    const file = inCheckout(context.filename);
    if (file.endsWith('.test.ts')) return {};
    const look = (node) => {
      const specifier = node.source?.value;
      if (typeof specifier !== 'string' || !specifier.startsWith('.')) return;
      const message = forbidden(file, inCheckout(resolve(dirname(context.filename), specifier)));
      if (message) context.report({ node, message });
    };
    return {
      ImportDeclaration: look,
      ExportNamedDeclaration: look,
      ExportAllDeclaration: look,
      ImportExpression: look,
      TSImportType: look,
    };
  },
};

export default { meta: { name: 'throughline' }, rules: { layers } };

import type { GatewayConfig } from '../../shared/config/index.ts';
import { isSecretName, MASK } from '../../shared/text/secrets.ts';

/** Masking shorter values would mask ordinary words. */
const SHORTEST = 6;

/**
 * Removes from texts the secrets of every configuration that was in force. Masking by value, not by field, also finds a
 * secret inside an error message or a URL.
 */
export class Redactor {
  readonly #secrets = new Set<string>();

  learn(config: GatewayConfig): void {
    for (const secret of secretsIn(config)) {
      this.#secrets.add(secret);
      // As written in JSON and in a URL.
      this.#secrets.add(JSON.stringify(secret).slice(1, -1));
      this.#secrets.add(encodeURIComponent(secret));
    }
  }

  readonly redact = (text: string): string => {
    let masked = text;
    for (const secret of this.#secrets) masked = masked.replaceAll(secret, MASK);
    return masked;
  };
}

/** Values of all settings that hold a credential. */
export function secretsIn(config: unknown): string[] {
  const found: string[] = [];
  const visit = (node: unknown, secret: boolean): void => {
    if (typeof node === 'string') {
      if (secret && node.length >= SHORTEST) found.push(node);
    } else if (typeof node === 'object' && node !== null) {
      for (const [key, item] of Object.entries(node)) {
        visit(item, secret || key === 'headers' || isSecretName(key));
      }
    }
  };
  visit(config, false);
  return found;
}

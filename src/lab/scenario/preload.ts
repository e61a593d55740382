/**
 * Loaded into a gateway and a check of a scenario before anything else: cluster names resolve to where the lab serves
 * them, an import can be missing, the clock can be off. What it does comes in one variable, `THROUGHLINE_LAB`.
 */
import dns from 'node:dns';
import dnsPromises from 'node:dns/promises';
import { register, syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import type { Surroundings } from './surroundings.ts';

const { hosts, dropped, clockOffsetMs, missingModule }: Surroundings = JSON.parse(
  process.env['THROUGHLINE_LAB'] ?? '{"hosts":{},"dropped":[],"clockOffsetMs":0,"missingModule":null}',
);

const lookup = dns.lookup.bind(dns) as (...args: unknown[]) => void;
dns.lookup = Object.assign((hostname: string, ...rest: unknown[]) => {
  const address = hosts[hostname];
  if (address === undefined) return lookup(hostname, ...rest);
  const callback = rest.at(-1) as (...results: unknown[]) => void;
  const options = rest.length > 1 ? rest[0] : undefined;
  const all = typeof options === 'object' && options !== null && 'all' in options && options.all === true;
  process.nextTick(() => (all ? callback(null, [{ address, family: 4 }]) : callback(null, address, 4)));
}, dns.lookup);

const lookupPromise = dnsPromises.lookup.bind(dnsPromises) as (...args: unknown[]) => Promise<unknown>;
dnsPromises.lookup = ((hostname: string, options?: { all?: boolean }) => {
  const address = hosts[hostname];
  if (address === undefined) return lookupPromise(hostname, options);
  const found = { address, family: 4 };
  return Promise.resolve(options?.all ? [found] : found);
}) as typeof dnsPromises.lookup;
syncBuiltinESMExports();

// As a policy does it: no refusal, no answer. The caller's own time-out is what ends it.
const connect = Reflect.get(net.Socket.prototype, 'connect') as (...args: unknown[]) => net.Socket;
net.Socket.prototype.connect = function (this: net.Socket, ...args: unknown[]): net.Socket {
  const [first] = args;
  // Node's own callers hand over their normalized arguments, an array.
  const options: unknown = Array.isArray(first) ? first[0] : first;
  const host =
    typeof options === 'object' && options !== null && 'host' in options ? options.host : undefined;
  return dropped.includes(String(host)) ? this : connect.apply(this, args);
};

if (clockOffsetMs !== 0) {
  const RealDate = Date;
  const now = (): number => RealDate.now() + clockOffsetMs;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args) => (args.length === 0 ? new target(now()) : Reflect.construct(target, args)),
    get: (target, property) => (property === 'now' ? now : Reflect.get(target, property)),
  });
}

if (missingModule !== null) {
  const message = `Cannot find module '${missingModule}'`;
  const hook = `export function resolve(specifier, context, next) {
    if (specifier !== ${JSON.stringify(missingModule)}) return next(specifier, context);
    throw Object.assign(new Error(${JSON.stringify(message)}), { code: 'ERR_MODULE_NOT_FOUND' });
  }`;
  register(`data:text/javascript,${encodeURIComponent(hook)}`);
}

/**
 * Loaded into the gateway and the check of a scenario before anything else. Names of the cluster resolve to addresses of
 * the lab, an import can be missing, and the clock can be wrong. The variable `THROUGHLINE_LAB` configures it.
 */
import dns from 'node:dns';
import dnsPromises from 'node:dns/promises';
import { register, syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import type { PreloadSettings } from './preload-env.ts';

const { hosts, routes, dropped, clockOffsetMs, missingModule }: PreloadSettings = JSON.parse(
  process.env['THROUGHLINE_LAB'] ??
    '{"hosts":{},"routes":{},"dropped":[],"clockOffsetMs":0,"missingModule":null}',
);

type Callback = (error: null, found: string | { address: string; family: number }[], family?: number) => void;
type Lookup = (hostname: string, ...rest: unknown[]) => unknown;

const lookup = dns.lookup.bind(dns) as Lookup;
const lookupHere: Lookup = (hostname, ...rest) => {
  const address = hosts[hostname];
  if (address === undefined) return lookup(hostname, ...rest);
  const callback = rest.at(-1) as Callback;
  const all = wantsAll(rest[0]);
  process.nextTick(() => (all ? callback(null, [{ address, family: 4 }]) : callback(null, address, 4)));
  return undefined;
};
Object.assign(dns, { lookup: Object.assign(lookupHere, dns.lookup) });

const lookupPromise = dnsPromises.lookup.bind(dnsPromises) as Lookup;
const lookupPromiseHere: Lookup = (hostname, options) => {
  const address = hosts[hostname];
  if (address === undefined) return lookupPromise(hostname, options);
  const found = { address, family: 4 };
  return Promise.resolve(wantsAll(options) ? [found] : found);
};
Object.assign(dnsPromises, { lookup: lookupPromiseHere });
syncBuiltinESMExports();

function wantsAll(options: unknown): boolean {
  return typeof options === 'object' && options !== null && 'all' in options && options.all === true;
}

// Like a network policy: neither a refusal nor a response. The time-out of the caller ends it.
const SocketPrototype: { connect: (...args: never[]) => net.Socket } = net.Socket.prototype;
const { connect } = SocketPrototype;
SocketPrototype.connect = function (this: net.Socket, ...args: never[]): net.Socket {
  const [first] = args as unknown[];
  // Node's own callers pass their normalized arguments as an array.
  const options: unknown = Array.isArray(first) ? first[0] : first;
  const target: { host?: unknown; port?: unknown } =
    typeof options === 'object' && options !== null ? options : {};
  const route = routes[`${String(target.host)}:${String(target.port)}`];
  if (route !== undefined) target.host = route;
  if (!dropped.includes(String(target.host))) return connect.apply(this, args);
  // A pending connection keeps its process alive.
  const waiting = setInterval(() => undefined, 1_000);
  return this.once('close', () => clearInterval(waiting));
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

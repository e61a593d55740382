import { InvalidArgumentError, Option } from 'commander';
import { type Address, formatAddress, parseAddress } from '../shared/text/address.ts';
import { errorCode } from '../shared/text/error-code.ts';

/** `--listen HOST:PORT` */
export function listenFlag(standard: string): Option {
  return new Option('--listen <host:port>', 'where to listen; port 0 takes any that is free')
    .argParser(argument(parseAddress, 'write host:port, such as 127.0.0.1:9090 or [::1]:9090'))
    .default(parseAddress(standard), standard);
}

const WHY_NOT: ReadonlyMap<string | undefined, string> = new Map([
  ['EADDRINUSE', 'is in use: stop what listens there, or choose another with --listen'],
  ['EACCES', 'may not be used without more rights: choose a port from 1024 on with --listen'],
  [
    'EADDRNOTAVAIL',
    'is not an address of this machine: choose another with --listen, such as 127.0.0.1:9090',
  ],
  ['ENOTFOUND', 'has no address: choose another with --listen, such as 127.0.0.1:9090'],
]);

/** Why an address cannot be listened on; undefined where it is nothing that a person can fix. */
export function whyNotListening(error: unknown, address: Address): string | undefined {
  const why = WHY_NOT.get(errorCode(error));
  return why === undefined ? undefined : `${formatAddress(address)} ${why}`;
}

/** A reader for commander, which prints the hint where the text is wrong. */
export function argument<T>(parse: (text: string) => T | undefined, hint: string): (text: string) => T {
  return (text) => {
    const value = parse(text);
    if (value === undefined) throw new InvalidArgumentError(hint);
    return value;
  };
}

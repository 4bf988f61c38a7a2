import { lookup as systemLookup, type LookupAddress, type LookupOptions } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { AddressRule } from './allowed-address';
import { FetchRefused } from './fetch-refused';

/** As node:dns has it, with all addresses. */
export type Resolver = (hostname: string, options: LookupOptions & { all: true }, done: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void) => void;

/**
 * A look-up that runs at connect time and hands on allowed addresses only: the address that was checked is the one
 * that is connected to, whatever the name answers a moment later. One forbidden address forbids the name.
 */
export function guardedLookup(isAllowed: AddressRule, resolve: Resolver = systemLookup as Resolver): LookupFunction {
  return (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error) return done(error, '', 0);
      const forbidden = addresses.find(({ address }) => !isAllowed(address));
      if (forbidden || addresses.length === 0) return done(notAllowed(hostname, forbidden?.address), '', 0);
      if (options.all) (done as unknown as (error: null, addresses: LookupAddress[]) => void)(null, addresses);
      else done(null, addresses[0].address, addresses[0].family);
    });
  };
}

export function notAllowed(hostname: string, address: string | undefined): FetchRefused {
  const where = address === undefined ? 'has no address' : `leads to ${address}, which is no public address`;
  return new FetchRefused('address-not-allowed', `${hostname} ${where}: it is not fetched. A private network is allowed by naming it in the setting fetch.private-networks.`);
}

import ipaddr from 'ipaddr.js';

export type AddressRule = (address: string) => boolean;

/**
 * Which addresses may be connected to: public unicast ones, and the private networks that were named.
 * An IPv4 address within an IPv6 one (`::ffff:127.0.0.1`) counts as the IPv4 address.
 *
 * @param networks in CIDR notation, for example `10.20.0.0/16`
 * @throws RangeError for a network that cannot be read
 */
export function allowedAddresses(networks: readonly string[] = []): AddressRule {
  const ranges = networks.map((network) => {
    if (!ipaddr.isValidCIDR(network)) throw new RangeError(`"${network}" is no network: write it like 10.20.0.0/16`);
    return ipaddr.parseCIDR(network);
  });
  return (text) => {
    if (!ipaddr.isValid(text)) return false;
    const address = ipaddr.process(text);
    return address.range() === 'unicast' || ranges.some((range) => range[0].kind() === address.kind() && address.match(range));
  };
}

import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import { BlockList } from 'node:net';
import { GateError } from '../core/model/gate-error.ts';
import { splitNetwork } from './split-network.ts';
import { hostOf } from './subject-url.ts';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Every address but 127.0.0.0/8 and ::1, as networks. Of ::/8, which is not routed, only the prefixes that stand for IPv4 are listed. */
const NOT_LOOPBACK: readonly string[] = [
  '0.0.0.0/2',
  '64.0.0.0/3',
  '96.0.0.0/4',
  '112.0.0.0/5',
  '120.0.0.0/6',
  '124.0.0.0/7',
  '126.0.0.0/8',
  '128.0.0.0/1',
  '64:ff9b::/32',
  '100::/8',
  '200::/7',
  '400::/6',
  '800::/5',
  '1000::/4',
  '2000::/3',
  '4000::/2',
  '8000::/1',
];

/**
 * Every address but those of this machine and of the allowed hosts, as networks: given to k6 as `--blacklist-ip`, so that neither
 * a URL in a script nor a redirect sends load to a machine that nobody named. Throws GateError SUBJECT_UNREACHABLE where a name
 * has no address.
 */
export async function refusedNetworks(allowedHosts: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(allowedHosts.map((host) => addressesOf(host, '--allow-host')));
  const addresses = found.flat().map(({ address }) => address);
  return NOT_LOOPBACK.flatMap((network) => splitNetwork(network, addresses));
}

/**
 * Resolves if load may be sent to `url`: all addresses of its host are loopback, or the host is named in `allowedHosts`.
 * Throws GateError HOST_NOT_ALLOWED, or SUBJECT_UNREACHABLE where the name has no address.
 */
export async function assertHostAllowed(url: URL, allowedHosts: readonly string[]): Promise<void> {
  const host = hostOf(url);
  if (allowedHosts.includes(host)) return;
  const addresses = await addressesOf(host, '--url, or in "url" of the subject');
  const foreign = addresses.find(({ address, family }) => !loopback.check(address, family === 6 ? 'ipv6' : 'ipv4'));
  if (foreign === undefined) return;
  throw new GateError({
    code: 'HOST_NOT_ALLOWED',
    message: `${host} (${foreign.address}) is not this machine, and load is sent to nobody who was not named.`,
    advice: `If it is yours to put under load, add --allow-host ${host}.`,
  });
}

async function addressesOf(host: string, place: string): Promise<readonly LookupAddress[]> {
  try {
    return await lookup(host, { all: true });
  } catch (cause) {
    throw new GateError({
      code: 'SUBJECT_UNREACHABLE',
      message: `the host "${host}" has no address.`,
      advice: `Check the name in ${place}.`,
      cause,
    });
  }
}

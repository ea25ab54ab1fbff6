import { BlockList } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitNetwork } from './split-network.ts';

function listOf(networks: readonly string[]): BlockList {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    list.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}

test('everything but one address, in as few networks as there can be', () => {
  expect(splitNetwork('192.0.2.0/30', ['192.0.2.1'])).toEqual(['192.0.2.0/32', '192.0.2.2/31']);
  expect(splitNetwork('128.0.0.0/1', ['10.0.0.1', '2001:db8::1'])).toEqual(['128.0.0.0/1']);
  expect(splitNetwork('128.0.0.0/1', ['192.0.2.7'])).toHaveLength(31);
  expect(splitNetwork('2000::/3', ['2001:db8::1', '::1'])).toHaveLength(125);
  expect(splitNetwork('192.0.2.7/32', ['192.0.2.7'])).toEqual([]);
});

test('whatever is left out, and nothing else, is not in the networks', () => {
  const octet = fc.nat(255);
  const near = fc.tuple(fc.constantFrom(10, 192), fc.constantFrom(0, 1), octet, octet).map((parts) => parts.join('.'));
  fc.assert(
    fc.property(fc.array(near, { maxLength: 4 }), near, (holes, probe) => {
      const left = listOf(['0.0.0.0/1', '128.0.0.0/1'].flatMap((network) => splitNetwork(network, holes)));
      expect(left.check(probe, 'ipv4')).toBe(!holes.includes(probe));
      for (const hole of holes) expect(left.check(hole, 'ipv4')).toBe(false);
    }),
  );
});

test('IPv6 likewise, however it is spelt', () => {
  const left = listOf(splitNetwork('2000::/3', ['2001:DB8:0:0::1', 'fe80::1%eth0']));
  expect(left.check('2001:db8::1', 'ipv6')).toBe(false);
  for (const other of ['2001:db8::2', '2001:db8::', '3fff::1']) expect(left.check(other, 'ipv6'), other).toBe(true);
  expect(splitNetwork('192.0.2.6/31', ['::ffff:192.0.2.7'])).toEqual(['192.0.2.6/32']);
});

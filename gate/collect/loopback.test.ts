import { BlockList } from 'node:net';
import { expect, test } from 'vitest';
import { assertHostAllowed, refusedNetworks } from './loopback.ts';

const allowed = (url: string, ...hosts: string[]) => assertHostAllowed(new URL(url), hosts);

test('this machine may be put under load by any of its loopback names', async () => {
  for (const url of ['http://127.0.0.1:8080', 'http://localhost', 'http://[::1]:3000/x', 'http://127.8.9.1']) {
    await expect(allowed(url)).resolves.toBeUndefined();
  }
});

test('another machine may not, unless it is named', async () => {
  for (const url of ['http://192.0.2.7', 'http://10.0.0.1:8080', 'http://[2001:db8::1]', 'http://0.0.0.0']) {
    await expect(allowed(url), url).rejects.toMatchObject({ code: 'HOST_NOT_ALLOWED' });
  }
  await expect(allowed('http://192.0.2.7', '192.0.2.7')).resolves.toBeUndefined();
  await expect(allowed('http://192.0.2.7', '192.0.2.8')).rejects.toMatchObject({ code: 'HOST_NOT_ALLOWED' });
});

test('an address of loopback written inside IPv6 is not taken for another machine, nor the other way round', async () => {
  await expect(allowed('http://[::ffff:192.0.2.7]')).rejects.toMatchObject({ code: 'HOST_NOT_ALLOWED' });
});

test('a name without an address is unreachable', async () => {
  await expect(allowed('http://nobody.invalid')).rejects.toMatchObject({ code: 'SUBJECT_UNREACHABLE' });
});

async function refusedWith(...hosts: readonly string[]): Promise<BlockList> {
  const refused = new BlockList();
  for (const network of await refusedNetworks(hosts)) {
    const [address = '', bits] = network.split('/');
    refused.addSubnet(address, Number(bits), address.includes(':') ? 'ipv6' : 'ipv4');
  }
  return refused;
}

test('what k6 is told to refuse is every address but loopback', async () => {
  const refused = await refusedWith();
  for (let first = 0; first < 256; first += 1) {
    for (const rest of ['0.0.0', '0.0.1', '255.255.255']) {
      expect(refused.check(`${first}.${rest}`, 'ipv4'), `${first}.${rest}`).toBe(first !== 127);
    }
  }
  for (const address of ['100::1', '2001:db8::1', 'fe80::1', 'ff02::1', 'fd00::1', '64:ff9b::a00:1']) {
    expect(refused.check(address, 'ipv6'), address).toBe(true);
  }
  expect(refused.check('::1', 'ipv6')).toBe(false);
});

test('a host that is allowed takes its own addresses out of what is refused, and no other', async () => {
  const refused = await refusedWith('192.0.2.7', '2001:db8::1', 'localhost');
  expect(refused.check('192.0.2.7', 'ipv4')).toBe(false);
  expect(refused.check('2001:db8::1', 'ipv6')).toBe(false);
  for (const other of ['192.0.2.6', '192.0.2.8', '10.0.0.1', '169.254.169.254'])
    expect(refused.check(other, 'ipv4'), other).toBe(true);
  for (const other of ['2001:db8::', '2001:db8::2', 'fe80::1']) expect(refused.check(other, 'ipv6'), other).toBe(true);
});

test('an allowed name without an address is told', async () => {
  await expect(refusedNetworks(['nobody.invalid'])).rejects.toMatchObject({
    code: 'SUBJECT_UNREACHABLE',
    advice: 'Check the name in --allow-host.',
  });
});

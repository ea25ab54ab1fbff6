import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RowTap } from './row-tap.ts';

type Message = readonly [letter: string, body: string];

function bytesOf([letter, body]: Message): Buffer {
  const header = Buffer.from(`${letter}0000`);
  header.writeInt32BE(4 + Buffer.byteLength(body), 1);
  return Buffer.concat([header, Buffer.from(body)]);
}

/** A socket that a driver listens to, and a tap on it: what each of them got. */
function tapped() {
  const socket = new PassThrough();
  const toDriver: Buffer[] = [];
  socket.on('data', (chunk: Buffer) => toDriver.push(Buffer.from(chunk)));
  const rows: string[] = [];
  const sink = {
    add: (bytes: Buffer, from: number, end: number) => void rows.push(bytes.toString('utf8', from, end)),
    take: () => Buffer.alloc(0),
  };
  return { socket, tap: new RowTap(socket, sink), rows, toDriver: () => Buffer.concat(toDriver).toString('latin1') };
}

const message = fc.tuple(
  fc.constantFrom('D', 'D', 'D', 's', 'C', 'Z'),
  fc.oneof(fc.string({ maxLength: 40 }), fc.constant('long '.repeat(2_000))),
);
const cuts = fc.array(fc.oneof(fc.integer({ min: 1, max: 30 }), fc.constant(4_097)), { minLength: 1 });

test('rows go to the sink and all else to the driver, wherever the socket cuts them', () => {
  fc.assert(
    fc.property(fc.array(message), cuts, (messages, sizes) => {
      const { socket, rows, toDriver } = tapped();
      const wire = Buffer.concat(messages.map(bytesOf));
      for (let at = 0, turn = 0; at < wire.length; turn += 1) {
        const end = at + (sizes[turn % sizes.length] ?? 1);
        // Of memory of its own, as a socket reads.
        socket.emit('data', Buffer.from(new Uint8Array(wire.subarray(at, end)).buffer));
        at = end;
      }
      const of = (isRow: boolean) => messages.filter(([letter]) => (letter === 'D') === isRow);
      expect(rows).toEqual(of(true).map(([, body]) => body));
      expect(toDriver()).toBe(Buffer.concat(of(false).map(bytesOf)).toString('latin1'));
    }),
  );
});

test('a tap that is closed leaves the socket to the driver, with what it had begun to read', () => {
  const { socket, tap, rows, toDriver } = tapped();
  const row = bytesOf(['D', 'a row']);
  socket.emit('data', row.subarray(0, 7));
  tap.close();
  tap.close();
  socket.emit('data', row.subarray(7));
  expect([rows, toDriver()]).toEqual([[], row.toString('latin1')]);
});

test('a sink that throws breaks the connection, not the process', async () => {
  const socket = new PassThrough();
  const broken = new Promise((resolve) => socket.on('error', resolve));
  new RowTap(socket, {
    add: () => {
      throw new RangeError('no such column');
    },
    take: () => Buffer.alloc(0),
  });
  socket.emit('data', bytesOf(['D', 'a row']));
  expect(await broken).toEqual(new RangeError('no such column'));
});

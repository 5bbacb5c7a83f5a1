// A client of the game written from docs/game.md alone: joins, walks, reads snapshots and checks their hashes, leaves. Prints what it saw as JSON.
// usage: node game-client.mjs HOST PORT [SNAPSHOTS]
import { createSocket } from 'node:dgram';
import { createCipheriv, createDecipheriv, createECDH, hkdfSync, randomBytes } from 'node:crypto';

const [host, port, wanted = '60'] = process.argv.slice(2);
const TAG = 16, SIGHT_X = 13, SIGHT_Y = 8, WIDTH = 27, HEIGHT = 17, NONE = 0;
const seen = { welcome: null, roster: {}, chats: [], snapshots: 0, full: 0, bad: 0, places: new Set(), heard: [] };

const socket = createSocket('udp4');
const ecdh = createECDH('prime256v1');
const ownPoint = ecdh.generateKeys().subarray(1);
const nonce = randomBytes(8);
let cookie, keys, session, timer, ended = false;
let sequence = 0, highest = 0, input = 0, understood = 0;
const received = new Set(), views = new Map(), reliableOut = [], waiting = new Map();
let nextOut = 0, expected = 0, message = [];

const head = kind => Buffer.concat([Buffer.from([kind]), Buffer.from('PBG1'), Buffer.from([0, 1]), nonce]);
const padded = buffer => Buffer.concat([buffer, Buffer.alloc(1200 - buffer.length)]);
const send = buffer => socket.send(buffer);

function varint(value) {
  const bytes = [];
  for (; value >= 0x80; value >>>= 7) bytes.push((value & 0x7f) | 0x80);
  return Buffer.from([...bytes, value]);
}

function readVarint(buffer, at) {
  for (let value = 0, shift = 0; ; shift += 7) {
    const byte = buffer[at++];
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return [value, at];
  }
}

// Two frames at most: our input, and the reliable messages that wait to be acknowledged.
function sendData(frames) {
  const header = Buffer.alloc(9);
  header[0] = 6;
  header.writeUInt32BE(session, 1);
  header.writeUInt32BE(++sequence, 5);
  const acks = Buffer.alloc(10);
  acks.writeUInt32BE(highest, 0);
  let bits = 0;
  for (let i = 0; i < 32; i++) if (received.has(highest - 1 - i)) bits |= 1 << i;
  acks.writeUInt32BE(bits >>> 0, 4);
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(sequence, 8);
  const cipher = createCipheriv('aes-256-gcm', keys.send, iv);
  cipher.setAAD(header);
  const text = cipher.update(Buffer.concat([acks, ...frames]));
  cipher.final();
  for (const reliable of reliableOut) reliable.packets.push(sequence);
  send(Buffer.concat([header, text, cipher.getAuthTag()]));
}

const say = bytes => reliableOut.push({ number: nextOut++, bytes, packets: [] });

function tick() {
  if (!keys) {
    send(padded(cookie ? Buffer.concat([head(3), cookie, ownPoint]) : head(1)));
    return;
  }
  const frames = reliableOut.map(({ number, bytes }) => Buffer.concat([Buffer.from([1]), varint(number), Buffer.from([1]), varint(bytes.length), bytes]));
  if (seen.welcome) {
    // Right, down, left, up, a second each.
    const heading = [2, 3, 4, 1][Math.floor(input / 30) % 4];
    const body = Buffer.alloc(11);
    body[0] = 16;
    body.writeUInt32BE(understood, 1);
    body.writeUInt32BE(++input, 5);
    body[9] = 1;
    body[10] = heading;
    frames.push(Buffer.concat([Buffer.from([2]), varint(body.length), body]));
  }
  sendData(frames);
}

function accept(packet) {
  const [number, serverNonce, serverPoint] = [packet.readUInt32BE(15), packet.subarray(19, 35), packet.subarray(35, 99)];
  const secret = ecdh.computeSecret(Buffer.concat([Buffer.from([4]), serverPoint]));
  const id = Buffer.alloc(4);
  id.writeUInt32BE(number);
  const info = Buffer.concat([Buffer.from('patchbay game 1'), id, ownPoint, serverPoint]);
  const derived = Buffer.from(hkdfSync('sha256', secret, Buffer.concat([nonce, serverNonce]), info, 64));
  const check = createDecipheriv('aes-256-gcm', derived.subarray(32), Buffer.alloc(12, 255));
  check.setAAD(packet.subarray(0, 99));
  check.setAuthTag(packet.subarray(99));
  check.final();
  session = number;
  keys = { send: derived.subarray(0, 32), receive: derived.subarray(32) };
  const name = Buffer.from('node');
  say(Buffer.concat([Buffer.from([1, name.length]), name, Buffer.alloc(16)]));
  say(Buffer.concat([Buffer.from([2, 5]), Buffer.from('hello')]));
}

function data(packet) {
  const number = packet.readUInt32BE(5);
  if (!keys || packet.readUInt32BE(1) !== session || received.has(number)) return;
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(number, 8);
  const decipher = createDecipheriv('aes-256-gcm', keys.receive, iv);
  decipher.setAAD(packet.subarray(0, 9));
  decipher.setAuthTag(packet.subarray(packet.length - TAG));
  const text = Buffer.concat([decipher.update(packet.subarray(9, packet.length - TAG)), decipher.final()]);
  received.add(number);
  highest = Math.max(highest, number);
  const [ack, bits] = [text.readUInt32BE(0), text.readUInt32BE(4)];
  const has = sent => sent === ack || (sent < ack && ack - 1 - sent < 32 && (bits >>> (ack - 1 - sent)) & 1);
  for (let i = reliableOut.length - 1; i >= 0; i--) if (reliableOut[i].packets.some(has)) reliableOut.splice(i, 1);
  for (let at = 10; at < text.length;) {
    const kind = text[at++];
    let fragment, isLast, length;
    switch (kind) {
      case 1:
        [fragment, at] = readVarint(text, at);
        isLast = text[at++];
        [length, at] = readVarint(text, at);
        reliable(fragment, isLast, text.subarray(at, at += length));
        break;
      case 2:
        [length, at] = readVarint(text, at);
        snapshot(text.subarray(at, at += length));
        break;
      case 3:
        finish(`ended by the server: ${text[at]}`, 1);
        return;
      case 4:
        break;
      default:
        finish(`frame ${kind}`, 1);
        return;
    }
  }
}

function reliable(number, isLast, bytes) {
  if (number >= expected) waiting.set(number, { isLast, bytes });
  for (let next; (next = waiting.get(expected)); expected++) {
    waiting.delete(expected);
    message.push(next.bytes);
    if (next.isLast) {
      take(Buffer.concat(message));
      message = [];
    }
  }
}

function take(bytes) {
  seen.heard.push(bytes[0]);
  let at = 1;
  switch (bytes[0]) {
    case 1:
      seen.welcome = { slot: bytes[1], token: bytes.subarray(2, 18).toString('hex'), width: bytes[18], height: bytes[19], rate: bytes[20] };
      break;
    case 2:
      while (at < bytes.length) {
        const [slot, entry, length] = bytes.subarray(at, at += 3);
        seen.roster[slot] = [entry, bytes.subarray(at, at += length).toString()];
      }
      break;
    case 4:
      seen.chats.push([bytes[1], bytes.subarray(3, 3 + bytes[2]).toString()]);
      break;
  }
}

class Bits {
  constructor(bytes) { this.bytes = bytes; this.at = 0; }
  read(count) {
    let value = 0;
    for (; count > 0; count--, this.at++) value = value * 2 + ((this.bytes[this.at >> 3] >> (7 - (this.at & 7))) & 1);
    return value;
  }
  groups() {
    for (let value = 0, shift = 0; ; shift += 3) {
      const group = this.read(4);
      value += (group & 7) * 2 ** shift;
      if (group < 8) return value;
    }
  }
}

const cellOf = (view, x, y) => {
  const [column, row] = [x - view.self.x + SIGHT_X, y - view.self.y + SIGHT_Y];
  return column >= 0 && column < WIDTH && row >= 0 && row < HEIGHT ? view.cells[row * WIDTH + column] : NONE;
};

function decode(bytes, base) {
  const bits = new Bits(bytes);
  const view = { self: base?.self, cells: new Uint8Array(WIDTH * HEIGHT), figures: [] };
  if (bits.read(1)) {
    view.self = { x: bits.read(8), y: bits.read(8), facing: bits.read(2) + 1, carried: bits.read(4), score: bits.read(16), marks: bits.read(3), dash: bits.read(8) };
  }
  const expect = i => base ? cellOf(base, view.self.x + (i % WIDTH) - SIGHT_X, view.self.y + Math.floor(i / WIDTH) - SIGHT_Y) : NONE;
  for (let i = 0; ; i++) {
    for (const end = i + bits.groups(); i < end; i++) view.cells[i] = expect(i);
    if (i >= WIDTH * HEIGHT) break;
    view.cells[i] = bits.read(3);
  }
  for (let count = bits.read(7); count > 0; count--) {
    const slot = bits.read(8);
    view.figures.push(bits.read(1)
      ? { slot, x: view.self.x + bits.read(5) - SIGHT_X, y: view.self.y + bits.read(5) - SIGHT_Y, facing: bits.read(2) + 1, carried: bits.read(4), marks: bits.read(3) }
      : base.figures.find(figure => figure.slot === slot));
  }
  return view;
}

function hash(tick, { self, cells, figures }) {
  const bytes = [tick >>> 24, tick >>> 16 & 255, tick >>> 8 & 255, tick & 255, self.x, self.y, self.facing, self.carried, self.score >> 8, self.score & 255, self.marks, self.dash, 0, figures.length, ...cells];
  for (const { slot, x, y, facing, carried, marks } of figures) bytes.push(slot, x, y, facing, carried, marks);
  return bytes.reduce((sum, byte) => Math.imul(sum ^ byte, 16777619) >>> 0, 2166136261);
}

function snapshot(bytes) {
  const [tick, age, sum] = [bytes.readUInt32BE(1), bytes[5], bytes.readUInt32BE(6)];
  const base = age ? views.get(tick - age) : null;
  if (bytes[0] !== 16 || tick <= understood || (age && !base)) return;
  const view = decode(bytes.subarray(10), base);
  if (hash(tick, view) !== sum) {
    seen.bad++;
    return;
  }
  understood = tick;
  views.set(tick, view);
  views.delete(tick - 64);
  seen.snapshots++;
  if (!age) seen.full++;
  seen.places.add(`${view.self.x},${view.self.y}`);
  if (seen.snapshots >= Number(wanted) && seen.chats.length > 0) finish('done', 0);
}

function finish(why, code) {
  if (ended) return;
  ended = true;
  clearInterval(timer);
  if (keys) sendData([Buffer.from([3, 1, 0])]);
  console.log(JSON.stringify({ why, ...seen, places: seen.places.size }));
  setTimeout(() => process.exit(code), 100);
}

socket.on('message', packet => {
  const isOurs = packet.subarray(1, 5).equals(Buffer.from('PBG1')) && packet.subarray(7, 15).equals(nonce);
  if (packet[0] === 6) data(packet);
  else if (packet[0] === 2 && isOurs && !cookie) { cookie = packet.subarray(15, 31); tick(); }
  else if (packet[0] === 4 && isOurs && cookie && !keys) { accept(packet); tick(); }
  else if (packet[0] === 5 && isOurs) finish(`refused: ${packet[15]}`, 1);
});
socket.connect(Number(port), host, () => { tick(); timer = setInterval(tick, 33); });
setTimeout(() => finish('too slow', 1), 30_000);

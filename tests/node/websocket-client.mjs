// A WebSocket client as the browser world writes them: node websocket-client.mjs URL STEP [CA-FILE]. Prints a line for what it saw.
import { readFileSync } from 'node:fs';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import WebSocket from 'ws';

const [url, step, ca] = process.argv.slice(2);
const socket = new WebSocket(url, { ca: ca && readFileSync(ca), perMessageDeflate: false });

// The answer to what was just sent.
const next = async () => {
  const [data, isBinary] = await once(socket, 'message');
  return { data, isBinary };
};
const ended = once(socket, 'close');
const hash = (bytes) => createHash('sha256').update(bytes).digest('hex');
const same = (sent, answer, binary) =>
  answer.isBinary === binary && answer.data.length === sent.length && hash(answer.data) === hash(sent) ? 'same' : 'different';

const steps = {
  async text() {
    const sent = Buffer.from('grüße, 世界 ✓');
    const answer = next();
    socket.send(sent.toString());
    console.log('text', same(sent, await answer, false));
  },
  async binary() {
    for (const length of [0, 1, 125, 126, 65535, 65536, 200000]) {
      const sent = randomBytes(length);
      const answer = next();
      socket.send(sent);
      console.log('binary', length, same(sent, await answer, true));
    }
  },
  async fragments() {
    const sent = randomBytes(1 << 20);
    const answer = next();
    const parts = 64;
    for (let part = 0; part < parts; part++) {
      const size = sent.length / parts;
      socket.send(sent.subarray(part * size, (part + 1) * size), { fin: part === parts - 1, binary: true });
    }
    console.log('fragments', same(sent, await answer, true));
  },
  async ping() {
    const pong = once(socket, 'pong');
    socket.ping('are you there');
    console.log('pong', (await pong)[0].toString());
  },
  async burst() {
    const count = 2000;
    let inOrder = true;
    let seen = 0;
    const all = new Promise((resolve) =>
      socket.on('message', (data) => {
        inOrder &&= data.toString() === `message ${seen}`;
        if (++seen === count) resolve();
      }));
    for (let number = 0; number < count; number++) socket.send(`message ${number}`);
    await all;
    console.log('burst', seen, inOrder ? 'in order' : 'out of order');
  },
  async normal() {
    // Last: the close below is one without complaint.
  },
  async closed() {
    // The server says goodbye; only the line below is left to do.
  },
};

await once(socket, 'open');
for (const name of step.split(',')) await steps[name]();
if (step !== 'closed') socket.close(step.endsWith('normal') ? 1000 : 4001, 'enough');
const [code, reason] = await ended;
console.log('close', code, reason.toString());

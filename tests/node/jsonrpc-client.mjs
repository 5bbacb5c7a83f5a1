// vscode-jsonrpc as a client: node jsonrpc-client.mjs tcp|tls|unix TARGET STEP[,STEP…]. Prints a line for what each step saw.
import net from 'node:net';
import tls from 'node:tls';
import { once } from 'node:events';
import { createHash, randomBytes } from 'node:crypto';
import rpc from 'vscode-jsonrpc/node';

const [kind, target, wanted] = process.argv.slice(2);
const socket =
  kind === 'unix' ? net.connect(target)
  : kind === 'tls' ? tls.connect({ host: '127.0.0.1', port: +target, rejectUnauthorized: false })
  : net.connect(+target, '127.0.0.1');
await once(socket, kind === 'tls' ? 'secureConnect' : 'connect');
const connection = rpc.createMessageConnection(new rpc.StreamMessageReader(socket), new rpc.StreamMessageWriter(socket));
connection.onRequest('double', (value) => value * 2);
connection.onRequest('refuse', () => { throw new rpc.ResponseError(7, 'no', { why: 'because' }); });
connection.listen();

const hash = (text) => createHash('sha256').update(text).digest('hex');
const steps = {
  async call() {
    console.log('named', await connection.sendRequest('sum', { a: 1.5, b: 2 }));
    console.log('positional', await connection.sendRequest('sum', 40, 2));
    console.log('none', await connection.sendRequest('rpc.ping'));
    console.log('services', (await connection.sendRequest('node.services')).map((service) => service.name).join());
  },
  async errors() {
    for (const [method, parameters] of [['nothing', undefined], ['sum', { a: 1 }]]) {
      await connection.sendRequest(method, parameters).then(
        () => console.log('no error'),
        (error) => console.log('error', error.code, error.message, JSON.stringify(error.data ?? null)));
    }
  },
  async both() {
    console.log('callback', await connection.sendRequest('callback', { method: 'double', params: [21] }));
    const many = await Promise.all(Array.from({ length: 500 }, (_, i) => connection.sendRequest('callback', { method: 'double', params: [i] })));
    console.log('callbacks', many.every((value, i) => value === 2 * i));
    await connection.sendRequest('callback', { method: 'refuse' }).catch((error) => console.log('refused', error.code, error.message, JSON.stringify(error.data)));
  },
  async cancel() {
    const source = new rpc.CancellationTokenSource();
    const answer = connection.sendRequest('count', { to: 1000, every: 1000 }, source.token).catch((error) => error.code);
    source.cancel();
    console.log('cancelled', await answer);
  },
  async progress() {
    const seen = [];
    const listening = connection.onProgress(new rpc.ProgressType(), 'token 1', (value) => seen.push(value));
    console.log('counted', await connection.sendRequest('count', { to: 3, every: 1, workDoneToken: 'token 1' }), seen.join());
    listening.dispose();
  },
  async large() {
    const text = randomBytes(3 << 20).toString('hex') + randomBytes(1 << 20).toString('hex');
    const [answer] = await connection.sendRequest('echo', text);
    console.log('large', text.length, hash(answer) === hash(text) ? 'same' : 'different');
  },
  async events() {
    const told = new Promise((resolve) => connection.onNotification('node.event', (event) => event.note && resolve(event)));
    const { subscription } = await connection.sendRequest('node.events', { service: 'rpc', notes: true });
    const other = net.connect(socket.remotePort, '127.0.0.1');
    other.end('{"jsonrpc":"2.0","method":"rpc.ping","id":1}\n');
    other.resume();
    console.log('event', (await told).note);
    console.log('unsubscribed', await connection.sendRequest('node.unsubscribe', { subscription }));
  },
  async hang() {
    console.log('hanging');
    await connection.sendRequest('count', { to: 1000, every: 1000 }).then(() => console.log('answered'), (error) => console.log('failed', error.message));
  },
};

connection.onClose(() => wanted === 'hang' && (console.log('closed'), process.exit(0)));
for (const step of wanted.split(',')) await steps[step]();
connection.dispose();
socket.end();

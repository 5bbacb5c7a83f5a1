// jayson as a client over TCP, JSON after JSON: node jsonrpc-jayson.mjs PORT. And as a server: node jsonrpc-jayson.mjs serve.
import jayson from 'jayson/promise/index.js';

const [port] = process.argv.slice(2);
if (port === 'serve') {
  const server = new jayson.Server({ add: async ([a, b]) => a + b, named: async ({ name }) => `hello ${name}`, fail: async () => { throw { code: 42, message: 'no', data: 'why' }; } });
  const listening = server.tcp();
  listening.listen(0, '127.0.0.1', () => console.log(listening.address().port));
} else {
  const client = jayson.Client.tcp({ port: +port, host: '127.0.0.1' });
  console.log('one', JSON.stringify((await client.request('sum', { a: 1, b: 2 })).result));
  console.log('error', JSON.stringify((await client.request('sum', [1])).error));
  const batch = [
    client.request('sum', [1, 2], undefined, false),
    client.request('rpc.ping', [], null, false),
    client.request('nothing', [], 'x', false),
    client.request('echo', ['grüße', { a: [1.5, null] }], undefined, false),
  ];
  const answers = await client.request(batch);
  console.log('batch', JSON.stringify(answers.map((answer) => answer.result ?? answer.error)));
}

// vscode-jsonrpc, the library of language servers, with one method. Its modules are those of the tests: npm install --prefix tests/node.
import net from 'node:net';
import { createRequire } from 'node:module';

const rpc = createRequire(new URL('../../../tests/node/package.json', import.meta.url))('vscode-jsonrpc/node');
const server = net.createServer({ noDelay: true }, (socket) => {
  const connection = rpc.createMessageConnection(new rpc.StreamMessageReader(socket), new rpc.StreamMessageWriter(socket));
  connection.onRequest('sum', ({ a, b }) => a + b);
  connection.onError(() => {});
  socket.on('error', () => {});
  connection.listen();
});
server.listen(0, '127.0.0.1', () => console.log(`listening ${server.address().port} vscode-jsonrpc on node ${process.version}`));
process.stdin.on('end', () => process.exit(0)).resume();

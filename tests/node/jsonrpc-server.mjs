// vscode-jsonrpc as a server: prints its port, then a line for each client that goes.
import net from 'node:net';
import rpc from 'vscode-jsonrpc/node';

const server = net.createServer((socket) => {
  const connection = rpc.createMessageConnection(new rpc.StreamMessageReader(socket), new rpc.StreamMessageWriter(socket));
  socket.on('error', () => {});
  connection.onRequest('add', ({ a, b }) => a + b);
  connection.onRequest('list', (...values) => values.slice(0, -1));
  connection.onRequest('fail', () => new rpc.ResponseError(1234, 'as you wish', { because: ['you', 'asked'] }));
  connection.onRequest('ask', async () => `you say ${await connection.sendRequest('rpc.ping')}`);
  connection.onRequest('work', async ({ workDoneToken }) => {
    connection.sendNotification('began', { at: 'once' });
    for (const percent of [50, 100]) connection.sendProgress(new rpc.ProgressType(), workDoneToken, { percent });
    return 'done';
  });
  connection.onRequest('wait', (token) => new Promise((resolve) => token.onCancellationRequested(() => (console.log('told to cancel'), resolve(null)))));
  connection.onRequest('vanish', () => new Promise(() => socket.destroy()));
  connection.onRequest('reset', () => new Promise(() => socket.resetAndDestroy()));
  connection.listen();
});
server.listen(0, '127.0.0.1', () => console.log(server.address().port));

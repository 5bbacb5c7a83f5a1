// A WebSocket server as the browser world writes them: node websocket-server.mjs MODE. Prints its port, then what it saw.
import { createHash } from 'node:crypto';
import { WebSocketServer } from 'ws';

const mode = process.argv[2];
const server = new WebSocketServer({ host: '127.0.0.1', port: 0, path: '/chat', handleProtocols: (offered) => (offered.has('chat') ? 'chat' : false) });
server.on('listening', () => console.log('port', server.address().port));
server.on('connection', (socket, request) => {
  const hash = createHash('sha256');
  let bytes = 0;
  socket.on('error', (error) => console.log('error', error.code));
  socket.on('close', (code, reason) => {
    console.log('close', code, reason.toString(), bytes, hash.digest('hex'));
    server.close();
  });
  socket.on('message', (data, isBinary) => {
    bytes += data.length;
    hash.update(data);
    if (mode === 'echo') socket.send(data, { binary: isBinary });
    // The answer that comes long after the question, and after the asker has finished.
    if (mode === 'late') setTimeout(() => { socket.send(`${isBinary ? 'binary' : 'text'} ${data}`); socket.close(1000); }, 1200);
  });
  if (mode === 'refuse') socket.close(1008, 'not you');
  if (mode === 'vanish') { socket.send('half'); setTimeout(() => socket.terminate(), 50); }
  if (mode === 'headers') { socket.send(JSON.stringify({ origin: request.headers.origin, protocol: socket.protocol, host: request.headers.host })); socket.close(1000); }
});

// An IRC client as the browser world writes them: node irc-client.mjs PORT NICK CHANNEL [tls] [USER PASSWORD]. Prints a line for what it sees; each line of stdin is said.
import { createInterface } from 'node:readline';
import { Client } from 'irc-framework';

const [port, nick, channel, ...rest] = process.argv.slice(2);
const tls = rest[0] === 'tls';
const [account, password] = tls ? rest.slice(1) : rest;
const client = new Client();
client.connect({
  host: '127.0.0.1', port: Number(port), nick, username: nick, gecos: nick, tls, rejectUnauthorized: false, auto_reconnect: false,
  enable_echomessage: true, sasl_disconnect_on_fail: true, ...(account ? { account: { account, password } } : {}),
});
client.requestCap(['batch', 'draft/chathistory', 'labeled-response']);

const tell = (...words) => console.log(words.join(' '));
client.on('registered', (event) => {
  tell('registered', event.nick);
  client.join(channel);
});
client.on('loggedin', (event) => tell('account', event.account));
client.on('sasl failed', (event) => tell('sasl failed', event.reason));
client.on('topic', (event) => tell('topic', event.channel, event.topic));
client.on('userlist', (event) => {
  tell('network', client.network.supports('NETWORK'), client.network.supports('CHATHISTORY'));
  tell('users', event.channel, event.users.map((user) => user.modes.join('') + user.nick).sort().join(','));
  client.raw('CHATHISTORY', 'LATEST', channel, '*', '10');
});
client.on('batch end chathistory', (event) => tell('history', event.commands.map((command) => command.params[1]).join('|')));
client.on('message', (event) => {
  if (!event.batch) {
    tell('message', event.nick, event.target, event.message, event.tags.msgid ? 'with-id' : 'without-id');
  }
});
client.on('quit', (event) => tell('quit', event.nick, event.message));
client.on('socket close', () => {
  tell('closed');
  process.exit(0);
});

createInterface({ input: process.stdin }).on('line', (line) => client.say(channel, line));

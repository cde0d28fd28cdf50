/** Where commands go: it accepts all of them, and says on SIGUSR2 how many there were. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

const seen = { commands: 0 };
const server = createServer((request, response) => {
  request.resume();
  request.on('end', () => {
    seen.commands += 1;
    response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":{"result":"ok"}}');
  });
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v2\n`);
});
process.on('SIGUSR2', () => process.stdout.write(`${seen.commands}\n`));
process.on('SIGTERM', () => process.exit(0));

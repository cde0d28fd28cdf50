/** The HTTP face of peers that are no HTTP servers themselves: verifies as the fastest way allows, hands on, then 200. */
import { createPublicKey, verify } from 'node:crypto';
import { createServer } from 'node:http';
import { promisify } from 'node:util';

const verifying = promisify(verify);
const prefix = Buffer.from('302a300506032b6570032100', 'hex');
const key = createPublicKey({
  key: Buffer.concat([prefix, Buffer.from(process.env.TELNYX_PUBLIC_KEY, 'base64')]),
  format: 'der',
  type: 'spki',
});

/** Listens and prints where. @param take gets the event; what it returns is waited for */
export function serveFront(take) {
  const server = createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      const body = Buffer.concat(chunks);
      const signed = Buffer.concat([Buffer.from(`${String(request.headers['telnyx-timestamp'])}|`), body]);
      const signature = Buffer.from(request.headers['telnyx-signature-ed25519'] ?? '', 'base64');
      try {
        const isSigned = await verifying(null, signed, key, signature);
        if (isSigned) await take(JSON.parse(body.toString()).data);
        response.writeHead(isSigned ? 200 : 401).end();
      } catch (error) {
        console.error(error);
        response.writeHead(503).end();
      }
    });
  });
  server.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
}

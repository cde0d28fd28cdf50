/** The ceiling: the same HTTP server, signature check and parsing, and 200 without a step and without a store. */
import { createVerifier, type Runtime } from 'callchart';
import { createHandlers, listen } from 'callchart/server';

const runtime = { webhook: () => Promise.resolve('accepted') } as unknown as Runtime;
const verifiers = createVerifier({ publicKey: process.env['TELNYX_PUBLIC_KEY'] ?? '' });
const server = await listen(createHandlers({ runtime, verifiers }).public, { port: 0 });
process.on('SIGTERM', () => void server.close().then(() => process.exit(0)));
process.stdout.write(`${server.url}\n`);

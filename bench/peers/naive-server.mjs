/**
 * What most people write: express, the official SDK's verification, an XState actor restored per request, one SQLite
 * transaction, then the commands. It has no timers, no retries and no order of commands: only the fast path is compared.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import express from 'express';
import Telnyx from 'telnyx';
import { createActor } from 'xstate';
import { benchMachine, sendAnswer } from './machine.mjs';

const database = new DatabaseSync(process.env.DATABASE_FILE);
database.exec(`PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;
  CREATE TABLE calls (id TEXT PRIMARY KEY, snapshot TEXT NOT NULL);
  CREATE TABLE inbox (id TEXT PRIMARY KEY);`);
const known = database.prepare('SELECT 1 FROM inbox WHERE id = ?');
const take = database.prepare('INSERT INTO inbox VALUES (?)');
const load = database.prepare('SELECT snapshot FROM calls WHERE id = ?');
const save = database.prepare('INSERT INTO calls VALUES (?, ?) ON CONFLICT DO UPDATE SET snapshot = excluded.snapshot');
const begin = database.prepare('BEGIN IMMEDIATE');
const commit = database.prepare('COMMIT');

// Whatever happens between them and the commit happens in one turn of the event loop.
let commands = [];
const machine = benchMachine(() => commands.push('answer'));

const telnyx = new Telnyx({ apiKey: 'KEY', publicKey: process.env.TELNYX_PUBLIC_KEY });
const app = express();
app.post('/webhooks/telnyx', express.text({ type: '*/*' }), (request, response) => {
  void handle(request, response);
});

async function handle(request, response) {
  let event;
  try {
    event = (await telnyx.webhooks.unwrap(request.body, { headers: request.headers })).data;
  } catch {
    response.sendStatus(401);
    return;
  }
  const { call_control_id: id } = event.payload;
  commands = [];
  begin.run();
  if (known.get(event.id) === undefined) {
    take.run(event.id);
    const row = load.get(id);
    const options = row === undefined ? {} : { snapshot: JSON.parse(row.snapshot) };
    const actor = createActor(machine, options).start();
    actor.send({ type: event.event_type, payload: event.payload });
    save.run(id, JSON.stringify(actor.getPersistedSnapshot()));
    actor.stop();
  }
  commit.run();
  const hasToAnswer = commands.length > 0;
  response.sendStatus(200);
  if (hasToAnswer) await sendAnswer(id);
}
const server = app.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${server.address().port}`));
// The driver closes a database that nobody refers to, whatever statements of it are in use.
process.on('SIGTERM', () => {
  database.close();
  process.exit(0);
});

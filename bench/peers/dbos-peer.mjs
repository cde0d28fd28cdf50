/** DBOS on PostgreSQL: each webhook is a workflow under its own id, with one step that moves the call's row. */
import { DBOS } from '@dbos-inc/dbos-sdk';
import pg from 'pg';
import { serveFront } from './front.mjs';
import { benchMachine, sendAnswer } from './machine.mjs';

const { start, step } = await import(process.env.CALLCHART_DIST);
const machine = benchMachine(() => {});
const pool = new pg.Pool({ connectionString: process.env.DATABASE_URL, max: 20 });
await pool.query('CREATE TABLE IF NOT EXISTS dbos_bench_calls (id text PRIMARY KEY, state jsonb NOT NULL)');

async function move(id, event) {
  const client = await pool.connect();
  try {
    await client.query('BEGIN');
    const { rows } = await client.query('SELECT state FROM dbos_bench_calls WHERE id = $1 FOR UPDATE', [id]);
    const { state } = step(machine, rows[0]?.state ?? start(machine).state, event);
    await client.query(
      'INSERT INTO dbos_bench_calls VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET state = excluded.state',
      [id, JSON.stringify(state)],
    );
    await client.query('COMMIT');
  } catch (error) {
    await client.query('ROLLBACK');
    throw error;
  } finally {
    client.release();
  }
  if (event.type === 'call.initiated') await sendAnswer(id);
}

DBOS.setConfig({ name: 'bench', systemDatabaseUrl: process.env.DATABASE_URL, logLevel: 'error' });
const workflow = DBOS.registerWorkflow((id, event) => DBOS.runStep(() => move(id, event), { name: 'move' }), {
  name: 'take',
});
await DBOS.launch();
process.on('SIGTERM', () => process.exit(0));

serveFront(async ({ id, event_type: type, payload }) => {
  const handle = await DBOS.startWorkflow(workflow, { workflowID: id })(payload.call_control_id, { type, payload });
  await handle.getResult();
});

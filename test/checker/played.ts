/** Statements of a written test, run as the test would run them. */
import { expect } from 'vitest';
import { modelTiming } from 'callchart/checker';
import { type Flow } from 'callchart';
import { simulate, type Simulation } from 'callchart/testing';

/** Plays statements in the simulator; what an expectation says is the result, undefined when all are met. */
export async function played(
  flow: Flow,
  {
    body,
    variants,
    startAt,
  }: { readonly body: readonly string[]; readonly variants: string; readonly startAt?: string | undefined },
  look: (line: Simulation) => void = () => {},
): Promise<string | undefined> {
  // oxlint-disable-next-line typescript/no-implied-eval -- what is tested is text
  const given = new Function(`return { ${variants} };`)() as object;
  const line = await simulate(flow, {
    ...(startAt !== undefined && { startAt }),
    simulator: { timing: modelTiming, variants: given },
  });
  // oxlint-disable-next-line typescript/no-implied-eval
  const run = new Function('line', 'expect', `return (async () => { ${body.join('\n')} })();`) as (
    ...args: unknown[]
  ) => Promise<void>;
  try {
    await run(line, expect);
    return undefined;
  } catch (error) {
    return String(error);
  } finally {
    look(line);
    await line.close();
  }
}

/** Finds the package `pg`, which is optional. It knows no database. */
import { CallchartError } from '../../errors/callchart-error.ts';

/** Loads `pg`; `store.driver` when it is not installed. */
export async function loadDriver(load = () => import('pg')): Promise<Pick<typeof import('pg'), 'Pool'>> {
  try {
    return (await load()).default;
  } catch (error) {
    throw new CallchartError(
      'store.driver',
      `The package pg, which talks to PostgreSQL, could not be loaded: ${error instanceof Error ? error.message : String(error)}. Install it: npm install pg`,
      { cause: error },
    );
  }
}

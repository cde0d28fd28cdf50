/**
 * A command line that cannot be understood. It is the caller's to mend, so it ends with exit code 2 and a hint where the
 * usage stands.
 */
import { CallchartError } from '../errors/callchart-error.ts';

/** What was wrong with a command line. */
export class UsageError extends CallchartError {
  override readonly name = 'UsageError';

  constructor(message: string) {
    super('cli.usage', message);
  }
}

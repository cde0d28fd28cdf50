/** A folder of its own for each test's database file, gone when the test is over. It knows no store. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder with room for one database. */
export class StoreFolder {
  readonly path = mkdtempSync(join(tmpdir(), 'callchart-store-'));
  readonly file = join(this.path, 'calls.db');

  /** The names of everything in it. */
  files(): string[] {
    return readdirSync(this.path).toSorted();
  }

  remove(): void {
    rmSync(this.path, { recursive: true, force: true });
  }
}

/**
 * Watches files for changes of their content. It knows nothing of what is in them, and says nothing of files that were
 * only touched.
 */
import { type FSWatcher, readFileSync, watch } from 'node:fs';
import { dirname } from 'node:path';

// Editors write a file in several steps: it is looked at when they are through.
const settleMs = 60;

/** Watches files until it is closed. */
export class FlowWatcher {
  readonly #contents = new Map<string, string>();
  readonly #watchers = new Map<string, FSWatcher>();
  #changed: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** Takes the files as they are now; a change from now on is seen as soon as it is started. */
  constructor(files: readonly string[]) {
    for (const file of files) this.#contents.set(file, contentOf(file));
  }

  /** @param changed called once for changes that come together */
  start(changed: () => void): void {
    this.#changed = changed;
    this.watch([...this.#contents.keys()]);
    this.#look();
  }

  /** Watches these files from now on. One that was watched before keeps the content that it was last seen with. */
  watch(files: readonly string[]): void {
    const seen = new Map(this.#contents);
    this.#contents.clear();
    for (const file of files) this.#contents.set(file, seen.get(file) ?? contentOf(file));
    // The folder and not the file: editors that write a new file and rename it would be lost from sight.
    const folders = new Set(files.map((file) => dirname(file)));
    for (const [folder, watcher] of this.#watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      this.#watchers.delete(folder);
    }
    for (const folder of folders) {
      if (!this.#watchers.has(folder))
        this.#watchers.set(
          folder,
          watch(folder, () => this.#look()),
        );
    }
  }

  close(): void {
    clearTimeout(this.#timer);
    for (const watcher of this.#watchers.values()) watcher.close();
    this.#watchers.clear();
  }

  #look(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      let isChanged = false;
      for (const [file, before] of this.#contents) {
        const now = contentOf(file);
        if (now === before) continue;
        this.#contents.set(file, now);
        isChanged = true;
      }
      if (isChanged) this.#changed?.();
    }, settleMs);
  }
}

function contentOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

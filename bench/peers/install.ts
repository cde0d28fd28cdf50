/** Installs the peers where the project's own packages are not touched, once. */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** @returns the folder in which the peers' scripts run */
export function installPeers(): string {
  const source = dirname(fileURLToPath(import.meta.url));
  const folder = join(source, '../../node_modules/.cache/bench-peers');
  mkdirSync(folder, { recursive: true });
  const wanted = readFileSync(join(source, 'package.json'), 'utf8');
  const marker = join(folder, 'node_modules');
  const isThere = existsSync(marker) && readFileSync(join(folder, 'package.json'), 'utf8') === wanted;
  for (const name of readdirSync(source)) {
    if (name.endsWith('.mjs') || name === 'package.json') copyFileSync(join(source, name), join(folder, name));
  }
  if (!isThere)
    execFileSync('npm', ['install', '--no-audit', '--no-fund', '--silent'], { cwd: folder, stdio: 'inherit' });
  return folder;
}

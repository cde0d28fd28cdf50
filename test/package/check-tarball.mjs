/**
 * What npm would publish, judged by publint and by "Are the types wrong?": packs the tarball as it stands (build
 * first), lints it, and says every complaint. Plain JavaScript, since Node 20 runs it as it is. It knows nothing of
 * what the package does.
 */
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { publint } from 'publint';
import { formatMessage } from 'publint/utils';

const folder = mkdtempSync(join(tmpdir(), 'callchart-pack-'));
try {
  const packed = execFileSync('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const [{ filename, files, size }] = JSON.parse(packed);
  const tarball = join(folder, filename);
  console.log(`${filename}: ${files.length} files, ${Math.round(size / 1024)} KiB`);
  const complaints = [...(await lint(tarball)), ...unwanted(files), ...typeComplaints(tarball)];
  for (const complaint of complaints) console.error(complaint);
  process.exitCode = complaints.length > 0 ? 1 : 0;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** publint's messages; a suggestion is as good as an error. */
async function lint(tarball) {
  const bytes = readFileSync(tarball);
  const { messages, pkg } = await publint({
    pack: { tarball: bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) },
    strict: true,
  });
  return messages
    .filter(({ path }) => !(path[0] === 'bin' && commandLineIsToCome()))
    .map((message) => `publint: ${formatMessage(message, pkg)}`);
}

/** The bin is promised before `src/cli/main.ts` is there; from then on it has to be in the tarball. */
function commandLineIsToCome() {
  return !existsSync('src/cli/main.ts');
}

/** What no user of the package needs. */
function unwanted(files) {
  const odd = files.filter(({ path }) => /\.tsbuildinfo$|\.test\.|^test\/|\.db$|\.env/.test(path));
  return odd.map(({ path }) => `the tarball holds ${path}: keep it out (package.json, "files")`);
}

/** The types, resolved as every kind of importer does; the package is ESM only. */
function typeComplaints(tarball) {
  const { status, stdout, stderr } = spawnSync(
    process.execPath,
    ['node_modules/@arethetypeswrong/cli/dist/index.js', '--profile', 'esm-only', '--no-color', '--no-emoji', tarball],
    { encoding: 'utf8' },
  );
  return status === 0 ? [] : [`attw:\n${stdout}${stderr}`];
}

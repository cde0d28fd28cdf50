import { describe, expect, test } from 'vitest';
import { runCommandLine } from '../../src/cli/command-line.ts';
import { manifest } from '../package/manifest.ts';
import { surroundings } from './surroundings.ts';

async function run(...argv: string[]): Promise<{ status: number; out: string; err: string }> {
  const around = surroundings();
  const status = await runCommandLine(argv, around);
  return { status, ...around.printed };
}

const names = ['dev', 'simulate', 'serve', 'migrate', 'doctor'];

describe('help', () => {
  test('names every command, and every command names its options', async () => {
    const { status, out } = await run('--help');
    expect(status).toBe(0);
    for (const name of names) expect(out).toContain(`  ${name} `);
    expect(await run('help')).toEqual({ status, out, err: '' });
  });

  test.each(names)('%s --help', async (name) => {
    const { status, out, err } = await run(name, '--help');
    expect({ status, err }).toEqual({ status: 0, err: '' });
    expect(out).toContain(`Usage: callchart ${name}`);
    expect(await run('help', name)).toEqual({ status, out, err });
    expect(await run(name, '-h')).toEqual({ status, out, err });
    // Lines that a terminal of 120 columns would break say too much.
    expect(out.split('\n').filter((line) => line.length > 120)).toEqual([]);
  });

  test('serve says which environment it reads', async () => {
    const { out } = await run('serve', '--help');
    const variables = ['TELNYX_API_KEY', 'TELNYX_PUBLIC_KEY', 'TELNYX_CONNECTION_ID', 'TELNYX_BASE_URL'];
    for (const name of [...variables, 'CALLCHART_TOKEN', 'CALLCHART_STORE', 'CALLCHART_HOST', 'PORT'])
      expect(out).toContain(name);
  });

  test('the version is the package’s', async () => {
    expect(await run('--version')).toEqual({ status: 0, out: `${manifest.version}\n`, err: '' });
  });
});

describe('what cannot be understood ends with 2 and a hint', () => {
  test.each<[string[], RegExp]>([
    [['dve'], /^There is no command "dve"\. Did you mean dev\?\nUsage: callchart /],
    [
      ['frobnicate'],
      /There is no command "frobnicate"\. Commands: dev, simulate, check, export-chart, serve, migrate, prune, doctor, calls, show, export, replay, hangup, send, resend\./,
    ],
    [['--prot', '1'], /There is no option --prot before a command/],
    [['help', 'dctor'], /Did you mean doctor\?/],
    [
      ['serve', 'a.ts', '--prot', '1'],
      /^There is no option --prot\. Did you mean --port\?\nUsage: callchart serve --help\n$/,
    ],
    [['dev', 'a.ts', '-x'], /There is no option -x\. Options: --script/],
    [['serve', 'a.ts', '--port'], /--port/],
    [['serve', 'a.ts', '--port', 'http'], /--port must be a whole number from 0 to 65535, not "http"/],
    [['serve', 'a.ts', '--port', '70000'], /--port must be a whole number/],
    [['serve', 'a.ts', '--port', '1.5'], /--port must be a whole number/],
    [['migrate'], /Which store\? callchart migrate --store <name>/],
    [['migrate', 'calls.db'], /takes no "calls\.db". Name the store/],
    [['serve'], /Which flows\? Name their files/],
    [['dev'], /Which flow\? Name its file: callchart dev <flow file>/],
    [['dev', 'a.ts', 'b.ts'], /takes one flow file; "b\.ts" is one too many/],
    [
      ['dev', 'a.ts', '--timing', 'instnat'],
      /--timing must be steady or realistic or instant, not "instnat"\. Did you mean instant\?/,
    ],
    [['dev', 'a.ts', '--speed', '0'], /--speed must be a number from 1 to 50/],
    [['dev', 'a.ts', '--input', '[1]'], /--input must be a JSON object/],
    [['simulate', 'a.ts', '--seed', 'x'], /--seed must be a whole number/],
    [['simulate', 'a.ts', '--variant', 'V99=1'], /There is no variant "V99"/],
    [['simulate', 'a.ts', '--variant', 'mediaOnBrigde=stops'], /Did you mean mediaOnBridge\?/],
    [['simulate', 'a.ts', '--variant', 'V4=maybe'], /Variant V4 \(mediaOnBridge\) is stops or goes on, not "maybe"/],
  ])('%j', async (argv, message) => {
    const { status, out, err } = await run(...argv);
    expect({ status, out }).toEqual({ status: 2, out: '' });
    expect(err).toMatch(message);
  });

  test('nothing at all is answered with the overview', async () => {
    const { status, err } = await run();
    expect(status).toBe(2);
    expect(err).toContain('Usage: callchart <command>');
  });
});

describe('what fails ends with 1 and what to do', () => {
  test('a stack is for those who ask for it', async () => {
    const plain = await run('dev', 'nowhere.ts');
    expect(plain.status).toBe(1);
    expect(plain.err).toMatch(/^There is no flow file nowhere\.ts .*Check the path\.\n$/);
    const verbose = await run('dev', 'nowhere.ts', '--verbose');
    expect(verbose.err).toMatch(/\n\s+at /);
    const around = surroundings({ env: { DEBUG: '1' } });
    expect(await runCommandLine(['dev', 'nowhere.ts'], around)).toBe(1);
    expect(around.printed.err).toMatch(/\n\s+at /);
  });
});

import { describe, expect, test } from 'vitest';
import { promptTable, say } from 'callchart';
import { simulate } from 'callchart/testing';
import { findingsOf } from './checked.ts';
import { flowOf } from './made-flow.ts';

type Context = { locale: string; name: string };
const locale = ({ context }: { readonly context: Context }): string => context.locale;
const words = promptTable({
  locale,
  fallback: 'en-US',
  voices: { 'de-DE': 'AWS.Polly.Vicki', 'de-AT': 'Azure.de-AT-IngridNeural' },
  tables: {
    'en-US': {
      welcome: ({ context }) => `Welcome, ${context.name}.`,
      wait: { audio_url: 'https://example.com/en/wait.mp3' },
      bye: 'Goodbye.',
    },
    'de-DE': {
      welcome: ({ context }) => `Willkommen, ${context.name}.`,
      wait: { audio_url: 'https://example.com/de/wait.mp3' },
      bye: { text: 'Goodbye.', voice: 'male', language: 'en-GB' },
    },
    'de-AT': {
      welcome: 'Servus.',
      wait: { audio_url: 'https://example.com/at/wait.mp3' },
      bye: 'Baba.',
    },
  },
});
const flowIn = (caller: string) =>
  flowOf(say<Context>({ prompt: words('welcome'), next: 'wait' }), [], {
    context: { locale: caller, name: 'Ada' },
    states: {
      wait: say<Context>({ prompt: words('wait'), next: 'bye' }),
      bye: say<Context>({ prompt: words('bye'), next: 'done' }),
    },
  });

describe('a prompt of a table', () => {
  test('is heard in the language of the caller, with its voice', async () => {
    const german = await simulate(flowIn('de-DE')).dial();
    await german.sends('speak', { payload: 'Willkommen, Ada.', language: 'de-DE', voice: 'AWS.Polly.Vicki' });
    await german.sends('startPlayback', { audio_url: 'https://example.com/de/wait.mp3' });
    await german.sends('speak', { payload: 'Goodbye.', language: 'en-GB', voice: 'male' });
    await german.isOver();
  });

  test('is heard in a language that only its own voice speaks: Telnyx would refuse the name', async () => {
    const austrian = await simulate(flowIn('de-AT')).dial();
    await austrian.sends('speak', { payload: 'Servus.', voice: 'Azure.de-AT-IngridNeural' });
    await austrian.hears('Baba.');
    await austrian.isOver();
    await austrian.hasNotFailed();
    expect(JSON.stringify(await austrian.sent())).not.toContain('"language"');
  });

  test('is heard in the fallback by everybody else', async () => {
    for (const caller of ['en-US', 'fr-FR', 'toString']) {
      const call = await simulate(flowIn(caller)).dial();
      await call.sends('speak', { payload: 'Welcome, Ada.', language: 'en-US', voice: 'female' });
      await call.sends('startPlayback', { audio_url: 'https://example.com/en/wait.mp3' });
    }
  });

  test('passes the checker', () => {
    expect(findingsOf(flowIn('de-DE'))).toEqual([]);
  });
});

describe('a table', () => {
  test('that lacks an entry is refused, by the compiler and when it is loaded', () => {
    const tables = { 'en-US': { welcome: 'Welcome.', bye: 'Goodbye.' }, 'de-DE': { welcome: 'Willkommen.' } };
    // @ts-expect-error an entry is missing
    expect(() => promptTable({ locale, fallback: 'en-US', tables })).toThrow(
      /options of promptTable[\s\S]*tables\.de-DE: "bye" is missing/,
    );
  });

  test('has no other prompts, and no other locales', () => {
    // @ts-expect-error there is no such prompt
    expect(() => words('welcom')).toThrow(/no prompt "welcom"[\s\S]*welcome, wait, bye/);
    // @ts-expect-error there is no such locale
    expect(() => promptTable({ locale, fallback: 'fr', tables: { 'en-US': { a: 'A.' } } })).toThrow(
      /no table for "fr"/,
    );
    expect(() =>
      // @ts-expect-error there is no such locale
      promptTable({ locale, fallback: 'en-US', voices: { fr: 'male' }, tables: { 'en-US': { a: 'A.' } } }),
    ).toThrow(/voices: there is no table for "fr"/);
  });

  test.each([
    [{ 'en-US': { a: '' } }, /tables\.en-US\.a/],
    [{ 'en-US': { a: 7 } }, /must be text/],
    [{ 'en-US': { a: 'A.' }, de: { a: 'A.' } }, /"de" is no language [^\n]*name it de-DE, or give it a voice/],
    [{ 'en-US': { a: 'A.' }, eo: { a: 'A.' } }, /"eo" is no language [^\n]*: give it a voice/],
    [{ 'en-US': { a: { text: 'A.', language: 'eo' } } }, /language/],
    [{ 'en-US': { a: 'A.' }, 'de-DE': { a: { audio_url: 'https://example.com/a.mp3' } } }, /a file in one language/],
  ])('%j is refused', (tables, message) => {
    expect(() => promptTable({ locale, fallback: 'en-US', tables: tables as never })).toThrow(message);
  });
});

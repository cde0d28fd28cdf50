import { describe, expect, it } from 'vitest';
import { application } from './application.ts';

async function answered() {
  const app = application();
  await app.answeredCall();
  return app;
}

const assistant = { assistant: { id: 'assistant-1' } };
const relay = { url: 'wss://relay.example/socket' };

describe('an assistant', () => {
  it('holds the leg until it is stopped; insights follow', async () => {
    const app = await answered();
    const started = await app.send('startAIAssistant', 'A', assistant);
    const { conversation_id: id } = started.body['data'] as { conversation_id: string };
    await app.clock.advance(60_000);
    expect(app.simulator.party('A').hears).toEqual({ kind: 'assistant' });
    await app.send('stopAIAssistant', 'A');
    await app.clock.advance(1_000);
    expect(app.types().slice(2)).toEqual(['call.conversation.ended', 'call.conversation_insights.generated']);
    expect(app.last('call.conversation.ended').payload).toMatchObject({
      conversation_id: id,
      duration_sec: 60,
      assistant_id: 'assistant-1',
    });
  });

  it('is alone on a leg', async () => {
    const app = await answered();
    await app.send('startAIAssistant', 'A', assistant);
    expect(await app.send('startAIAssistant', 'A', assistant)).toMatchObject({ status: 422, code: '90061' });
    expect(await app.send('startConversationRelay', 'A', relay)).toMatchObject({ status: 422, code: '90061' });
  });

  it('may transfer by its own tool: a leg that nobody asked for', async () => {
    const app = await answered();
    await app.send('startAIAssistant', 'A', assistant);
    app.simulator.party('A').assistantTransfers('+15550100099');
    await app.clock.advance(1_000);
    expect(app.types('B')).toEqual(['call.initiated', 'call.answered', 'call.bridged']);
    expect(app.last('call.initiated', 'B').payload).toMatchObject({ to: '+15550100099', client_state: null });
    expect(app.simulator.log.filter((entry) => entry.name === 'transfer')).toEqual([]);
  });

  it('may hang up by its own tool', async () => {
    const app = await answered();
    await app.send('startAIAssistant', 'A', assistant);
    app.simulator.party('A').assistantHangsUp();
    await app.clock.advance(1_000);
    expect(app.types()).toEqual(expect.arrayContaining(['call.conversation.ended', 'call.hangup']));
    expect(app.last('call.conversation.ended').payload['reason']).toBeNull();
  });
});

describe('a relay', () => {
  it('that drops leaves the leg answered, and silent', async () => {
    const app = await answered();
    expect((await app.send('startConversationRelay', 'A', relay)).body).toMatchObject({
      data: { conversation_relay_id: expect.any(String) as string },
    });
    app.simulator.party('A').endConversation('customer_disconnect');
    await app.clock.advance(10_000);
    expect(app.last('call.conversation.ended').payload['reason']).toBe('customer_disconnect');
    expect(app.simulator.party('A').leg).toMatchObject({
      signalling: 'answered',
      hears: { kind: 'nothing' },
      silentMs: 10_000,
    });
  });
});

describe('a gather by AI', () => {
  const asking = { parameters: { type: 'object', properties: { age: { type: 'integer' } }, required: ['age'] } };

  it('ends with the answer, and its conversation with it', async () => {
    const app = await answered();
    await app.send('gatherUsingAI', 'A', { ...asking, send_message_history_updates: true, send_partial_results: true });
    app.simulator.party('A').say('I am 29.');
    app.simulator.party('A').tell({ age: 29 });
    await app.clock.advance(1_000);
    expect(app.types().slice(2)).toEqual([
      'call.ai_gather.message_history_updated',
      'call.ai_gather.partial_results',
      'call.ai_gather.ended',
      'call.conversation.ended',
    ]);
    expect(app.last('call.ai_gather.ended').payload).toMatchObject({
      status: 'valid',
      result: { age: 29 },
      message_history: [{ role: 'user', content: 'I am 29.' }],
    });
  });

  it('gives up when nobody says anything', async () => {
    const app = await answered();
    await app.send('gatherUsingAI', 'A', { ...asking, user_response_timeout_ms: 3_000 });
    await app.clock.advance(2_000);
    app.simulator.party('A').say('Hm.');
    await app.clock.advance(2_000);
    expect(app.types()).not.toContain('call.ai_gather.ended');
    await app.clock.advance(2_000);
    expect(app.last('call.ai_gather.ended').payload['status']).toBe('invalid');
  });
});

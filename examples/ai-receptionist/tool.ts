/**
 * Where the assistant's tool posts when the caller needs a person: `{ "call": "{{call}}", "why": "…" }`. In Mission
 * Control it is a webhook tool of the assistant, with the secret as a header. It knows no flow but by its event.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import { CallchartError, type Runtime } from 'callchart';
import { z } from 'zod';

const Request = z.object({ call: z.string().max(100), why: z.string().max(500).default('') });

/** Answers the tool's requests. What it answers, the assistant reads. */
export function humanTool(runtime: Runtime, secret: string): (request: globalThis.Request) => Promise<Response> {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return async (request) => {
    const given = request.headers.get('authorization') ?? '';
    if (!timingSafeEqual(digest(given), digest(`Bearer ${secret}`))) return new Response(null, { status: 401 });
    const asked = Request.safeParse(await request.json().catch(() => undefined));
    if (!asked.success) return new Response('call and why are needed', { status: 400 });
    const { call, why } = asked.data;
    try {
      // One key: an assistant that asks twice is heard once.
      await runtime.send(call, { type: 'human.wanted', key: 'human-wanted', payload: { why }, by: 'assistant' });
    } catch (error) {
      if (error instanceof CallchartError && error.code === 'call.unknown') return new Response(null, { status: 404 });
      throw error;
    }
    return Response.json({ say: 'I put you through to a person.' });
  };
}

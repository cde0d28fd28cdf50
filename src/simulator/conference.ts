/**
 * Conferences, as far as a dialled leg or a create, join and leave need them: members, and the webhooks to the creator's
 * application. They know nothing of holds, whispers or floor control.
 * Source: Telnyx OpenAPI, conferences; captured order: participant.left and conference.ended follow the last hangup.
 */
import { isoTime, randomUuid } from './identifiers.ts';
import type { Leg } from './leg.ts';
import { type Problem, problem } from './problem.ts';
import { drawMs } from './timing.ts';

/** A conference. */
export interface Conference {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** Its client_state is on every webhook of the conference (Telnyx OpenAPI: create conference). */
  readonly owner: Leg;
  members: Leg[];
  over: boolean;
}

/** A conference lasts four hours at most (Telnyx OpenAPI: conferences). */
const longestMs = 14_400_000;

/** All conferences of a simulation. */
export class Conferences {
  readonly #conferences: Conference[] = [];

  create(owner: Leg, name: string): Conference | Problem {
    if (this.active(name)) return problem('conferenceNameTaken');
    const createdAt = owner.now();
    const id = randomUuid(owner.random);
    const conference: Conference = { id, name, createdAt, owner, members: [], over: false };
    this.#conferences.push(conference);
    this.#announce(conference, owner, 'conference.floor.changed', 0);
    this.#announce(conference, owner, 'conference.created', drawMs(owner.random, owner.timing.conference));
    this.join(conference, owner);
    return conference;
  }

  join(conference: Conference, leg: Leg): Problem | undefined {
    if (conference.members.includes(leg)) return problem('alreadyJoined');
    conference.members.push(leg);
    leg.attach({ kind: 'conference', conference: conference.name });
    leg.whenEnded(() => this.leave(conference, leg, true));
    const joinedInMs = drawMs(leg.random, leg.timing.conference) * 2;
    this.#announce(conference, leg, 'conference.participant.joined', joinedInMs);
    return undefined;
  }

  leave(conference: Conference, leg: Leg, ended = false): boolean {
    if (!conference.members.includes(leg)) return false;
    conference.members = conference.members.filter((other) => other !== leg);
    if (!ended) leg.attach({ kind: 'none' });
    // After the hangup, as captured.
    const leftInMs = (ended ? leg.timing.endings[1] : 0) + drawMs(leg.random, leg.timing.conference);
    this.#announce(conference, leg, 'conference.participant.left', leftInMs);
    if (conference.members.length > 0) return true;
    conference.over = true;
    const endedInMs = leftInMs + drawMs(leg.random, leg.timing.conference);
    this.#announce(conference, conference.owner, 'conference.ended', endedInMs, { reason: 'all_left' });
    return true;
  }

  byId(id: string): Conference | undefined {
    return this.#conferences.find((conference) => conference.id === id);
  }

  active(name: string): Conference | undefined {
    return this.#conferences.find((conference) => conference.name === name && !conference.over);
  }

  /** Telnyx OpenAPI: Conference. */
  view(conference: Conference): Record<string, unknown> {
    return {
      record_type: 'conference',
      id: conference.id,
      name: conference.name,
      created_at: isoTime(conference.createdAt),
      expires_at: isoTime(conference.createdAt + longestMs),
      status: conference.over ? 'completed' : 'in_progress',
      connection_id: conference.owner.identity.connectionId,
    };
  }

  #announce(conference: Conference, leg: Leg, eventType: string, delayMs: number, facts: object = {}): void {
    leg.emitLater(delayMs, eventType, {
      ...facts,
      conference_id: conference.id,
      client_state: conference.owner.clientState,
      occurred_at: isoTime(leg.now() + delayMs),
    });
  }
}

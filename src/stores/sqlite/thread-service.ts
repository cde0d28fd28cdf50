/**
 * What the thread of a store does: it takes everything that waits, writes all commits of it in one transaction, and only
 * then answers, reads included. It knows no SQL and starts no thread.
 */
import { type MessagePort, receiveMessageOnPort } from 'node:worker_threads';
import type { CallsFile, GroupOutcome } from './calls-file.ts';
import { loadDriver } from './driver.ts';
import { openCallsFile } from './open-calls-file.ts';
import { groupsOf } from './request-groups.ts';
import {
  type ThreadMessage,
  type ThreadOptions,
  type ThreadReply,
  type ThreadRequest,
  toSentError,
} from './thread-messages.ts';

/** Opens the file and serves it until it is told to close. */
export async function serveFile(port: MessagePort, options: ThreadOptions): Promise<void> {
  const say = (message: ThreadMessage): void => port.postMessage(message);
  let file: CallsFile;
  try {
    file = openCallsFile(await loadDriver(), options);
  } catch (error) {
    say({ kind: 'refused', error: toSentError(error) });
    return;
  }
  port.on('message', (requests: readonly ThreadRequest[]) => {
    const waiting = [...requests, ...drained(port)];
    for (const group of groupsOf(waiting)) say({ kind: 'replies', replies: answer(file, group) });
    if (waiting.at(-1)?.kind === 'close') port.close();
  });
  say({ kind: 'opened' });
}

/** What has arrived meanwhile. */
function drained(port: MessagePort): ThreadRequest[] {
  const requests: ThreadRequest[] = [];
  for (let next; (next = receiveMessageOnPort(port)) !== undefined;) {
    requests.push(...(next.message as readonly ThreadRequest[]));
  }
  return requests;
}

/** Commits first, all in one transaction: what is read then is on disk. */
function answer(file: CallsFile, requests: readonly ThreadRequest[]): ThreadReply[] {
  const commits = requests.filter((request) => request.kind === 'commit');
  const outcomes = commits.length === 0 ? [] : file.commit(commits.map(({ group }) => group));
  const written = commits.map(({ id }, at) => replyOf(id, outcomes[at]));
  const others = requests.filter((request) => request.kind !== 'commit');
  return [...written, ...others.map((request) => attempt(file, request))];
}

const replyOf = (id: number, outcome: GroupOutcome | undefined): ThreadReply =>
  outcome !== undefined && 'results' in outcome
    ? { id, value: outcome.results }
    : { id, error: toSentError(outcome?.error) };

function attempt(file: CallsFile, request: Exclude<ThreadRequest, { kind: 'commit' }>): ThreadReply {
  const { id } = request;
  try {
    if (request.kind === 'close') return { id, value: file.close() };
    const read = file[request.method] as (...args: readonly unknown[]) => unknown;
    return { id, value: read.apply(file, [...request.args]) };
  } catch (error) {
    return { id, error: toSentError(error) };
  }
}

/** What stately.ai/inspect does first: the official package's own receiver listens to whoever opened the page. */
import { createBrowserReceiver } from '@statelyai/inspect';

globalThis.received = [];
createBrowserReceiver().subscribe((event) => {
  globalThis.received.push(event);
  const { type, name, sessionId, sourceId = '', snapshot, event: what } = event;
  const line = document.createElement('p');
  const facts = [
    type,
    name,
    sourceId,
    sessionId,
    what?.type,
    type.endsWith('snapshot') && JSON.stringify(snapshot.value),
  ];
  line.textContent = facts.filter(Boolean).join('  ');
  document.body.append(line);
});

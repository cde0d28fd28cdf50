/** What stately.ai/inspect does first: the official package's own receiver listens to whoever opened the page. */
import { createBrowserReceiver } from '@statelyai/inspect';

globalThis.received = [];
createBrowserReceiver().subscribe((event) => globalThis.received.push(event));

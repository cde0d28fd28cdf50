/** Which number leads to which flow, for `callchart serve --config examples/support-line/callchart.config.ts`. */
import { defineConfig } from 'callchart/server';

export default defineConfig({
  flows: ['support-flow.ts', 'emergency-flow.ts'],
  routes: { '+15550100': 'support', '+15550199': 'emergency', '*': 'support' },
  // A message's file lives for ten minutes: fetch it here. The hook is repeated until it succeeds.
  completed: ({ flow, result, recordings }) => console.log(`${flow.id} ${result}, ${recordings.length} messages`),
});

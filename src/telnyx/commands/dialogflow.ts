/** Google Dialogflow on a leg. Source: Telnyx OpenAPI (DialogflowConfig). */
import { z } from 'zod';
import { strictParams } from './strict-params.ts';

/** Settings of the Dialogflow session. */
export const DialogflowConfig = strictParams('dialogflow_config', {
  /** Whether sentiment is analysed. Default false. */
  analyze_sentiment: z.boolean().optional(),
  /** Whether partial automated agent replies are sent. Default false. */
  partial_automated_agent_reply: z.boolean().optional(),
});
export interface DialogflowConfig extends z.input<typeof DialogflowConfig> {}

/** What a supervisor of a bridged call can do. Source: Telnyx OpenAPI. */
import { z } from 'zod';

/** `barge`: hears and is heard by both; `whisper`: is heard by the supervised leg only; `monitor`: only hears. */
export const SupervisorRole = z.enum(['barge', 'whisper', 'monitor']);
export type SupervisorRole = z.input<typeof SupervisorRole>;

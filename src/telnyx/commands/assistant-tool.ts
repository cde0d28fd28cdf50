/** The tools that an AI assistant on a call can use, told apart by `type`. Source: Telnyx OpenAPI. */
import { z } from 'zod';
import { strictParams } from './strict-params.ts';

/** Books an appointment in a Cal.com calendar. */
export const BookAppointmentTool = strictParams('a book_appointment tool', {
  /** `book_appointment`. */
  type: z.literal('book_appointment'),
  /** Which calendar, for whom. */
  book_appointment: strictParams('book_appointment', {
    /** Integration secret that holds the Cal.com API key. */
    api_key_ref: z.string(),
    /** Event type in the calendar. */
    event_type_id: z.int(),
    /** Name of the attendee; default: the assistant asks. */
    attendee_name: z.string().optional(),
    /** Time zone of the attendee, e.g. `Europe/Dublin`; default: the assistant asks. */
    attendee_timezone: z.string().optional(),
  }),
});

/** Looks for free times in a Cal.com calendar. */
export const CheckAvailabilityTool = strictParams('a check_availability tool', {
  /** `check_availability`. */
  type: z.literal('check_availability'),
  /** Which calendar. */
  check_availability: strictParams('check_availability', {
    /** Integration secret that holds the Cal.com API key. */
    api_key_ref: z.string(),
    /** Event type in the calendar. */
    event_type_id: z.int(),
  }),
});

/** JSON Schema of the values that the assistant fills in. */
const ToolParameters = strictParams('tool parameters', {
  /** Schema per value. */
  properties: z.record(z.string(), z.unknown()).optional(),
  /** Values that have to be filled in. */
  required: z.array(z.string()).optional(),
  /** `object`. */
  type: z.literal('object').optional(),
});

/** Calls a web service. */
export const WebhookTool = strictParams('a webhook tool', {
  /** `webhook`. */
  type: z.literal('webhook'),
  /** How long to wait for the answer, in milliseconds. Source: official SDK 7.24.0. */
  timeout_ms: z.int().optional(),
  /** The web service. */
  webhook: strictParams('webhook', {
    /** What it does, for the model. */
    description: z.string(),
    /** Name of the tool. */
    name: z.string(),
    /** URL; `{name}` stands for a path parameter. */
    url: z.string(),
    /** Values of the request body. */
    body_parameters: ToolParameters.optional(),
    /** Headers of the request. */
    headers: z
      .array(
        strictParams('a header', {
          /** Name of the header. */
          name: z.string().optional(),
          /** Value of the header. */
          value: z.string().optional(),
        }),
      )
      .optional(),
    /** HTTP method. Default `POST`. */
    method: z.enum(['GET', 'POST', 'PUT', 'DELETE', 'PATCH']).optional(),
    /** Values of the path. */
    path_parameters: ToolParameters.optional(),
    /** Values of the query. */
    query_parameters: ToolParameters.optional(),
  }),
});

/** Hangs up. */
export const HangupTool = strictParams('a hangup tool', {
  /** `hangup`. */
  type: z.literal('hangup'),
  /** When to use it. */
  hangup: strictParams('hangup', {
    /** What it does, for the model. Default: "This tool is used to hang up the call." */
    description: z.string().optional(),
  }),
});

/** Transfers the caller. */
export const TransferTool = strictParams('a transfer tool', {
  /** `transfer`. */
  type: z.literal('transfer'),
  /** From which number and to whom. */
  transfer: strictParams('transfer', {
    /** Number or SIP URI that is shown. */
    from: z.string(),
    /** The possible targets, or a dynamic variable that holds them. */
    targets: z.union([
      z.array(
        strictParams('a transfer target', {
          /** Number or SIP URI. */
          to: z.string(),
          /** Name, for the model. */
          name: z.string().optional(),
        }),
      ),
      z.string(),
    ]),
  }),
});

/** Looks something up in documents. */
export const RetrievalTool = strictParams('a retrieval tool', {
  /** `retrieval`. */
  type: z.literal('retrieval'),
  /** Where to look. */
  retrieval: strictParams('retrieval', {
    /** Telnyx storage buckets that hold the embedded documents. */
    bucket_ids: z.array(z.string()),
    /** Most results per look-up. */
    max_num_results: z.int().optional(),
  }),
});

/** Any of the tools. */
export const AssistantTool = z.discriminatedUnion('type', [
  BookAppointmentTool,
  CheckAvailabilityTool,
  WebhookTool,
  HangupTool,
  TransferTool,
  RetrievalTool,
]);
export type AssistantTool = z.input<typeof AssistantTool>;

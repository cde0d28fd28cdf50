/**
 * The errors of the Telnyx API that the simulated carrier answers with. Titles and details are Telnyx' own
 * (Telnyx docs: API error codes). It does not know when which one applies.
 */

/** An error answer. */
export interface Problem {
  readonly status: number;
  readonly code: string;
  readonly title: string;
  readonly detail: string;
  /** JSON pointer to the param. */
  readonly pointer?: string | undefined;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** The whole body, where it is not the usual one. */
  readonly body?: unknown;
}

const table = {
  missingParam: [422, '10004', 'Missing required parameter', 'A required parameter was missing.'],
  notFound: [404, '10005', 'Resource not found', 'The requested resource or URL could not be found.'],
  unauthorized: [
    401,
    '10009',
    'Authentication failed',
    'The required authentication headers were either invalid or not included in the request.',
  ],
  forbidden: [
    403,
    '10010',
    'Authorization failed',
    'You do not have permission to perform the requested action on the specified resource or resources.',
  ],
  tooManyRequests: [429, '10011', 'Too many requests', 'You have exceeded the maximum number of allowed requests.'],
  badRequest: [422, '10015', 'Bad Request', 'The request failed because it was not well-formed.'],
  invalidJson: [400, '10023', 'Invalid JSON', 'The supplied JSON is invalid.'],
  wrongType: [422, '10026', 'Invalid parameter type', 'The parameter is of another type.'],
  unprocessable: [
    422,
    '10027',
    'Unprocessable Entity',
    'The server understood the syntax of the request but was unable to process the instructions.',
  ],
  invalidEnum: [422, '10032', 'Invalid enumerated value', 'The value must be one of the listed ones.'],
  outOfRange: [422, '10033', 'Value outside of range', 'The value is outside of allowed range.'],
  invalidCallControlId: [422, '90015', 'Invalid Call Control ID', 'The provided call_control_id was not valid.'],
  callEnded: [422, '90018', 'Call has already ended', "This call is no longer active and can't receive commands."],
  recordingTooEarly: [
    422,
    '90020',
    'Call recording triggered before audio started',
    'Call recording cannot be started until audio has commenced on the call.',
  ],
  notForked: [
    422,
    '90031',
    'Call is not currently forked',
    "Can't stop forking, because the call isn't currently forked.",
  ],
  conferenceNameTaken: [422, '90033', 'Conference name already active', 'A conference of that name is active.'],
  notAnswered: [
    422,
    '90034',
    'Call has not been answered yet',
    "This call can't receive this command because it has not been answered yet.",
  ],
  notQueued: [
    422,
    '90035',
    'Call not in queue',
    "This call can't receive this command because it has not been put in any queue yet.",
  ],
  queueFull: [422, '90036', 'Queue full', "The queue is full and can't accept more calls."],
  queueSizeFixed: [422, '90037', 'Queue max_size cannot be modified', 'Queue exists and max_size cannot be modified.'],
  alreadyQueued: [422, '90038', 'Call already in queue', "Call can't be added to a queue it's already in."],
  audioUnreachable: [
    400,
    '90040',
    'Downloading audio file failed',
    "Provided audio file couldn't be downloaded due to a timeout.",
  ],
  alreadyJoined: [422, '90044', 'Conference join not allowed', 'Participant must not join the same conference twice.'],
  streamingUsed: [
    422,
    '90045',
    'Media Streaming is used.',
    "This command can't be issued when media streaming is used.",
  ],
  streamingNotUsed: [
    422,
    '90048',
    'Media Streaming is not used.',
    'This command can only be issued when media streaming is used.',
  ],
  recordingWhileTranscribing: [
    422,
    '90053',
    "Call recording triggered with 'timeout_secs' while transcribing",
    "Call recording can not be started with 'timeout_secs' while the call is being transcribed.",
  ],
  alreadyTranscribing: [
    422,
    '90054',
    'Call Transcription is already in progress',
    'Call Transcription can not be started more than once.',
  ],
  transcriptionFixed: [
    422,
    '90055',
    'Call transcription can not be stopped',
    "Call transcription can not be stopped while there is a recording with 'timeout_secs' in progress.",
  ],
  noConference: [422, '90058', 'Invalid conference_id', 'The conference does not exist.'],
  assistantActive: [422, '90061', 'AI Assistant already active', 'An AI assistant is already active on this call.'],
  dialsTooFast: [429, '90103', 'Dials per second limit', 'Too many dials were made in a short time.'],
  answerOutgoing: [422, '90102', 'Command is invalid', 'Call answer command cannot be issued for outbound calls.'],
} as const satisfies Record<string, readonly [number, string, string, string]>;

/** The errors by name. */
export type ProblemName = keyof typeof table;

/** An error answer by its name; `detail` says more than the standard text. */
export function problem(name: ProblemName, extra: Partial<Problem> = {}): Problem {
  const [status, code, title, detail] = table[name];
  return { status, code, title, detail, ...extra };
}

/** The body of an error answer. */
export function problemBody(of: Problem): unknown {
  if (of.body !== undefined) return of.body;
  const source = of.pointer === undefined ? {} : { source: { pointer: of.pointer } };
  return { errors: [{ code: of.code, title: of.title, detail: of.detail, ...source }] };
}

/**
 * The actions that every flow has: an implementation per command for `setup({ actions })`, which never runs. The engine
 * reads the action objects themselves; under a live XState actor they do nothing.
 */
import type { CommandName } from '../telnyx/commands/registry.ts';
import { commands } from '../telnyx/commands/registry.ts';
import type {
  AnswerCommand,
  HangupCommand,
  ReferCommand,
  RejectCommand,
  UpdateClientStateCommand,
} from './commands/call.ts';
import type { BridgeCommand, DialCommand, SwitchSupervisorRoleCommand, TransferCommand } from './commands/connect.ts';
import type {
  SendDtmfCommand,
  SendSipInfoCommand,
  SpeakCommand,
  StartPlaybackCommand,
  StopPlaybackCommand,
} from './commands/media.ts';
import type {
  GatherCommand,
  GatherUsingAICommand,
  GatherUsingAudioCommand,
  GatherUsingSpeakCommand,
  PayCommand,
  StopGatherCommand,
} from './commands/gathering.ts';
import type { EnqueueCommand, LeaveQueueCommand } from './commands/queueing.ts';
import type {
  PauseRecordingCommand,
  ResumeRecordingCommand,
  StartRecordingCommand,
  StopRecordingCommand,
} from './commands/recording.ts';
import type {
  AddAIAssistantMessagesCommand,
  JoinAIAssistantCommand,
  StartAIAssistantCommand,
  StartConversationRelayCommand,
  StopAIAssistantCommand,
  StopConversationRelayCommand,
} from './commands/conversation.ts';
import type {
  StartForkingCommand,
  StartNoiseSuppressionCommand,
  StartSiprecCommand,
  StartStreamingCommand,
  StartTranscriptionCommand,
  StopForkingCommand,
  StopNoiseSuppressionCommand,
  StopSiprecCommand,
  StopStreamingCommand,
  StopTranscriptionCommand,
} from './commands/audio-stream.ts';

/** What each command takes in a flow: the wire params, with `leg`, `as` and `sensitive` where they apply. */
export interface FlowParamsMap {
  addAIAssistantMessages: AddAIAssistantMessagesCommand;
  answer: AnswerCommand;
  bridge: BridgeCommand;
  dial: DialCommand;
  enqueue: EnqueueCommand;
  gather: GatherCommand;
  gatherUsingAI: GatherUsingAICommand;
  gatherUsingAudio: GatherUsingAudioCommand;
  gatherUsingSpeak: GatherUsingSpeakCommand;
  hangup: HangupCommand;
  joinAIAssistant: JoinAIAssistantCommand;
  leaveQueue: LeaveQueueCommand;
  pauseRecording: PauseRecordingCommand;
  pay: PayCommand;
  refer: ReferCommand;
  reject: RejectCommand;
  resumeRecording: ResumeRecordingCommand;
  sendDtmf: SendDtmfCommand;
  sendSipInfo: SendSipInfoCommand;
  speak: SpeakCommand;
  startAIAssistant: StartAIAssistantCommand;
  startConversationRelay: StartConversationRelayCommand;
  startForking: StartForkingCommand;
  startNoiseSuppression: StartNoiseSuppressionCommand;
  startPlayback: StartPlaybackCommand;
  startRecording: StartRecordingCommand;
  startSiprec: StartSiprecCommand;
  startStreaming: StartStreamingCommand;
  startTranscription: StartTranscriptionCommand;
  stopAIAssistant: StopAIAssistantCommand;
  stopConversationRelay: StopConversationRelayCommand;
  stopForking: StopForkingCommand;
  stopGather: StopGatherCommand;
  stopNoiseSuppression: StopNoiseSuppressionCommand;
  stopPlayback: StopPlaybackCommand;
  stopRecording: StopRecordingCommand;
  stopSiprec: StopSiprecCommand;
  stopStreaming: StopStreamingCommand;
  stopTranscription: StopTranscriptionCommand;
  switchSupervisorRole: SwitchSupervisorRoleCommand;
  transfer: TransferCommand;
  updateClientState: UpdateClientStateCommand;
}

/**
 * The commands of which some param is required. Written down instead of computed: to look into the params of all
 * commands costs the compiler more than the rest of a small flow.
 */
export type CommandWithParams =
  | 'dial'
  | 'enqueue'
  | 'gatherUsingAI'
  | 'gatherUsingSpeak'
  | 'joinAIAssistant'
  | 'refer'
  | 'reject'
  | 'sendDtmf'
  | 'sendSipInfo'
  | 'speak'
  | 'startRecording'
  | 'switchSupervisorRole'
  | 'transfer'
  | 'updateClientState';

/** The implementations, by command. */
export type CallActions = {
  readonly [Name in keyof FlowParamsMap]: (
    args: unknown,
    params: Name extends CommandWithParams ? FlowParamsMap[Name] : FlowParamsMap[Name] | undefined,
  ) => void;
};

/**
 * The commands as named actions, for `setup({ actions: callActions })`: their types make raw
 * `{ type: 'speak', params: { … } }` objects check. Spread them to add your own: `{ ...callActions, count: assign(…) }`.
 *
 * @example
 * ```ts
 * import { setup } from 'xstate';
 * import { callActions, type CallEvents } from 'callchart';
 *
 * export default setup({ types: { events: {} as CallEvents }, actions: callActions }).createMachine({
 *   id: 'greeting',
 *   version: '1',
 *   entry: 'answer',
 *   on: { 'call.answered': { actions: { type: 'speak', params: { payload: 'Hello.', voice: 'female' } } } },
 * });
 * ```
 */
export const callActions = Object.fromEntries(
  Object.keys(commands).map((name) => [name, () => undefined]),
) as unknown as CallActions;

/** Whether an action's type is a command's name. */
export function isCommandName(name: unknown): name is CommandName {
  return typeof name === 'string' && Object.hasOwn(commands, name);
}

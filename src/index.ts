/**
 * What `callchart` exports: what a flow's author and the host of a runtime need. Drivers, servers, the HTTP client and
 * the simulator have exports of their own and are not loaded from here.
 */
export { systemClock, type Clock } from './clock/clock.ts';
export { CallchartError, type CallchartErrorOptions } from './errors/callchart-error.ts';
export type {
  CancelTimerEffect,
  CommandEffect,
  Effect,
  EmitEffect,
  LogEffect,
  SetTimerEffect,
  StartTaskEffect,
  StopTaskEffect,
} from './engine/effect.ts';
export type { MachineState } from './engine/machine-state.ts';
export { start, step, type StepResult } from './engine/step.ts';
export {
  AddAIAssistantMessagesParams,
  AnswerParams,
  BridgeParams,
  DialParams,
  EnqueueParams,
  GatherParams,
  GatherUsingAIParams,
  GatherUsingAudioParams,
  GatherUsingSpeakParams,
  HangupParams,
  JoinAIAssistantParams,
  LeaveQueueParams,
  PauseRecordingParams,
  PayParams,
  ReferParams,
  RejectParams,
  ResumeRecordingParams,
  SendDtmfParams,
  SendSipInfoParams,
  SpeakParams,
  StartAIAssistantParams,
  StartConversationRelayParams,
  StartForkingParams,
  StartNoiseSuppressionParams,
  StartPlaybackParams,
  StartRecordingParams,
  StartSiprecParams,
  StartStreamingParams,
  StartTranscriptionParams,
  StopAIAssistantParams,
  StopConversationRelayParams,
  StopForkingParams,
  StopGatherParams,
  StopNoiseSuppressionParams,
  StopPlaybackParams,
  StopRecordingParams,
  StopSiprecParams,
  StopStreamingParams,
  StopTranscriptionParams,
  SwitchSupervisorRoleParams,
  TransferParams,
  UpdateClientStateParams,
  commandPath,
  commands,
  parseParams,
  type CommandName,
  type CommandParams,
  type CommandParamsMap,
  type CommandSpec,
  type ExpectedWebhook,
  type ParamIssue,
  type ParsedParams,
  type RepeatRule,
} from './telnyx/commands/index.ts';
export * from './telnyx/events/index.ts';
export { isWebhook, parseWebhook, type TelnyxWebhook } from './telnyx/webhook.ts';
export {
  createVerifier,
  signWebhook,
  type SignedRequest,
  type VerifiedBody,
  type Verifier,
  type VerifierOptions,
  type WebhookHeaders,
  type WebhookSignature,
} from './telnyx/signature.ts';
// Writing flows.
export {
  answer,
  hangup,
  refer,
  reject,
  updateClientState,
  type AnswerCommand,
  type HangupCommand,
  type ReferCommand,
  type RejectCommand,
  type UpdateClientStateCommand,
} from './flow/commands/call.ts';
export {
  bridge,
  dial,
  switchSupervisorRole,
  transfer,
  type BridgeCommand,
  type DialCommand,
  type SwitchSupervisorRoleCommand,
  type TransferCommand,
} from './flow/commands/connect.ts';
export {
  sendDtmf,
  sendSipInfo,
  speak,
  startPlayback,
  stopPlayback,
  type SendDtmfCommand,
  type SendSipInfoCommand,
  type SpeakCommand,
  type StartPlaybackCommand,
  type StopPlaybackCommand,
} from './flow/commands/media.ts';
export {
  gather,
  gatherUsingAI,
  gatherUsingAudio,
  gatherUsingSpeak,
  pay,
  stopGather,
  type GatherCommand,
  type GatherUsingAICommand,
  type GatherUsingAudioCommand,
  type GatherUsingSpeakCommand,
  type PayCommand,
  type StopGatherCommand,
} from './flow/commands/gathering.ts';
export { enqueue, leaveQueue, type EnqueueCommand, type LeaveQueueCommand } from './flow/commands/queueing.ts';
export {
  pauseRecording,
  resumeRecording,
  startRecording,
  stopRecording,
  type PauseRecordingCommand,
  type ResumeRecordingCommand,
  type StartRecordingCommand,
  type StopRecordingCommand,
} from './flow/commands/recording.ts';
export {
  addAIAssistantMessages,
  joinAIAssistant,
  startAIAssistant,
  startConversationRelay,
  stopAIAssistant,
  stopConversationRelay,
  type AddAIAssistantMessagesCommand,
  type JoinAIAssistantCommand,
  type StartAIAssistantCommand,
  type StartConversationRelayCommand,
  type StopAIAssistantCommand,
  type StopConversationRelayCommand,
} from './flow/commands/conversation.ts';
export {
  startForking,
  startNoiseSuppression,
  startSiprec,
  startStreaming,
  startTranscription,
  stopForking,
  stopNoiseSuppression,
  stopSiprec,
  stopStreaming,
  stopTranscription,
  type StartForkingCommand,
  type StartNoiseSuppressionCommand,
  type StartSiprecCommand,
  type StartStreamingCommand,
  type StartTranscriptionCommand,
  type StopForkingCommand,
  type StopNoiseSuppressionCommand,
  type StopSiprecCommand,
  type StopStreamingCommand,
  type StopTranscriptionCommand,
} from './flow/commands/audio-stream.ts';
export {
  callActions,
  isCommandName,
  type CallActions,
  type CommandWithParams,
  type FlowParamsMap,
} from './flow/call-actions.ts';
export type {
  CallEvent,
  CallEventFacts,
  CallEvents,
  CallInput,
  CallTrigger,
  CommandFailed,
  CommandFailure,
  CommandSucceeded,
  CommandSuccess,
  FailureReason,
  LegEnd,
  LegSilent,
  LegSilentFacts,
  LegsEnded,
  LegsEndedFacts,
  RolesOf,
} from './flow/call-events.ts';
export type { CommandAction, DynamicParams, OnLeg, ParamsArguments } from './flow/command-action.ts';
export {
  FlowOptions,
  resolveFlowOptions,
  taskLimits,
  type ResolvedFlowOptions,
  type TaskLimits,
} from './flow/flow-options.ts';
export {
  callGuards,
  type AmdVerdict,
  type CallGuard,
  type CallGuardName,
  type DigitsParams,
  type GuardArguments,
  type OneOrMore,
} from './flow/guards.ts';
export {
  assistant,
  type AssistantBase,
  type AssistantGathers,
  type AssistantOptions,
  type AssistantRelays,
  type AssistantTalks,
  type HumanWanted,
} from './flow/blocks/assistant.ts';
export {
  collect,
  type CollectBase,
  type CollectOptions,
  type PlainDigits,
  type PrivateDigits,
} from './flow/blocks/collect.ts';
export { handoff, type HandoffOptions, type HandoffState } from './flow/blocks/handoff.ts';
export type { HandoffMeta } from './flow/handoff.ts';
export { hours, type HoursOptions } from './flow/blocks/hours.ts';
export {
  opennessAt,
  type Holiday,
  type OpeningHours,
  type Openness,
  type Span,
  type Weekday,
} from './flow/opening-hours.ts';
export { lookup, type LookupOptions } from './flow/blocks/lookup.ts';
export {
  outbound,
  type Detecting,
  type DetectingOnly,
  type Disposition,
  type Dropping,
  type NotDetecting,
  type OutboundBase,
  type OutboundOptions,
} from './flow/blocks/outbound.ts';
export { record, type RecordedMessage, type RecordOptions } from './flow/blocks/record.ts';
export { queue, type QueueOptions } from './flow/blocks/queue.ts';
export { ring, type RingOptions } from './flow/blocks/ring.ts';
export {
  screenedTransfer,
  type ScreenedResult,
  type ScreenedTransferOptions,
} from './flow/blocks/screened-transfer.ts';
export { transferTo, type TransferToOptions } from './flow/blocks/transfer-to.ts';
export type { Attempts } from './flow/blocks/tries.ts';
export { digitBuffer } from './flow/blocks/digit-buffer.ts';
export type { BlockArguments, BlockState, BlockTransition, Given, Target } from './flow/blocks/block-state.ts';
export { menu, type MenuOptions } from './flow/blocks/menu.ts';
export type { AudioPrompt, Prompt, SpokenPrompt } from './flow/blocks/prompt.ts';
export {
  promptTable,
  type PromptEntry,
  type PromptTable,
  type PromptTableOptions,
} from './flow/blocks/prompt-table.ts';
export { play, say, type PlayOptions, type SayOptions } from './flow/blocks/say.ts';
export type { AnsweringMachineDetectionConfig } from './telnyx/commands/answering-machine-detection.ts';
export { lateVerdict, type DetectionMode, type LateVerdictOptions } from './flow/blocks/verdict.ts';
export { warmTransfer, type AgentSignal, type WarmTransferOptions } from './flow/blocks/warm-transfer.ts';
export { noKeys, type DigitBuffer, type TypedKey, type TypedParams } from './flow/typed-keys.ts';
export { leg, others, type DefaultRole, type LegAddress, type LegRef, type OthersRef } from './flow/leg-address.ts';
export { loadFlow, type Flow, type FlowModule } from './flow/load-flow.ts';
export type { MigratedState, Migrations } from './flow/migrations.ts';
export type { FlowFinding, FlowRule } from './flow/load/finding.ts';
export { explainMachineError } from './flow/load/machine-errors.ts';
export { readCommand, type CommandIssue, type CommandRequest, type ReadCommand } from './flow/read-command.ts';
// Stores.
export { MemoryStore } from './stores/memory-store.ts';
export type { Handover, Sharing } from './stores/sharing.ts';
export type {
  CallCommit,
  CallFilter,
  CallRecord,
  CallSummary,
  CommitResult,
  FindRequest,
  Found,
  LooseCommit,
  RoutingCall,
  Store,
} from './stores/store.ts';
// Running flows.
export { createRuntime, type Runtime } from './runtime/runtime.ts';
export type { MigratedCall, MigrationPage, MigrationRequest } from './runtime/migrate-calls.ts';
export type { ApplicationEvent, Receipt, ResendCommand, StartCall } from './runtime/requests.ts';
export type { IncomingCall, Route, Routes, RuntimeLimits, RuntimeOptions } from './runtime/runtime-options.ts';
export type { CompletedCall } from './runtime/completed-call.ts';
export { maskLine, type Log, type LogLine } from './runtime/log.ts';
export type { CommittedStep, RepeatedWebhook, RepeatListener, StepListener } from './runtime/subscribers.ts';
export type {
  CallPhase,
  CallState,
  FlowIdentity,
  MachineEvent,
  PendingCommand,
  PendingHandoff,
  PendingTimer,
  RunningTask,
  WithheldEvent,
} from './engine/call-state.ts';
export type { JournalEffect, JournalEntry, JournalInput, JournalOpening, Outcome } from './engine/journal.ts';
export type { Attachment, Engagement, Gather, Leg, PendingAttachment, Play, Recording } from './engine/leg.ts';
export type { WebhookInput } from './engine/webhooks.ts';
// Calls as records: exported, executed again, compared.
export { parseRecordedCall, recordCall, type CallSource, type RecordedCall } from './replay/recorded-call.ts';
export { verifyRecord, type DifferenceCause, type FirstDifference, type Verification } from './replay/verify.ts';
export type { Migrated, MigrationPlan } from './engine/migration.ts';
export type { Resent } from './engine/issue.ts';
export type { StepDifference } from './replay/step-comparison.ts';

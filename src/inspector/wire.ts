/**
 * What the inspector's server tells its page. Plain JSON and types alone: the page is built apart from the rest and must
 * not reach into it.
 */

/** A call in the list. */
export interface CallRow {
  readonly callId: string;
  readonly flow: string;
  readonly version: string;
  readonly phase: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** One line of a ladder. */
export interface RungView {
  readonly kind: 'in' | 'state' | 'out' | 'party' | 'note' | 'failure';
  readonly name: string;
  readonly detail: string;
  /** Only for those who want to see everything. */
  readonly minor?: true;
}

/** One difference between two contexts. */
export interface ContextChange {
  /** `customer.name`; empty for the whole. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

/** Something that a step made the call do, as the journal has it. */
export interface EffectView {
  readonly type: string;
  readonly id?: string | undefined;
  readonly command?: string;
  readonly leg?: string;
  readonly params?: unknown;
  readonly [fact: string]: unknown;
}

/** One step of a call. */
export interface StepView {
  readonly seq: number;
  readonly at: number;
  readonly input: {
    readonly kind: string;
    readonly name: string;
    /** Telnyx' id of a webhook, the id of a command. */
    readonly id?: string;
    readonly leg?: string;
    readonly occurred_at?: string;
    readonly payload?: unknown;
  };
  readonly outcome: string;
  /** What is out of the ordinary about it: `ignored`, `failed`, `late` … */
  readonly badges: readonly string[];
  /** Flow states before and after, as authors write targets. */
  readonly from: string;
  readonly to: string;
  /** Ids of the states that are active afterwards. */
  readonly active: readonly string[];
  /** Ids of the transitions that were taken. */
  readonly lit: readonly string[];
  readonly events: readonly { readonly type: string; readonly handled: boolean }[];
  readonly effects: readonly EffectView[];
  readonly note?: string;
  readonly rungs: readonly RungView[];
  /** The context afterwards, where the server saw the step. */
  readonly context?: unknown;
  readonly changes?: readonly ContextChange[];
}

/** A leg and what it is doing. */
export interface LegRow {
  readonly id: string;
  readonly direction: string;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
  readonly signalling: string;
  readonly attachment: string;
  readonly held: boolean;
  readonly doing: readonly string[];
  readonly cause?: string;
}

/** A call as it is now. */
export interface CallView extends CallRow {
  /** Hash of the flow's structure; by it the chart is asked for. */
  readonly hash: string;
  /** Whether that version of the flow is loaded here. */
  readonly isLoaded: boolean;
  readonly state: string;
  readonly failure?: string;
  readonly legs: readonly LegRow[];
  readonly timers: readonly { readonly name: string; readonly dueAt: number }[];
  readonly tasks: readonly string[];
  /** Commands whose outcome is not known yet. */
  readonly pending: readonly string[];
}

/** A phone of the simulated network. */
export interface PhoneLeg {
  readonly id: string;
  readonly name: string;
  readonly number: string;
  readonly direction: 'incoming' | 'outgoing';
  readonly signalling: string;
  readonly hears: string;
}

/** The simulated phones and what goes wrong on purpose. */
export interface PhoneView {
  readonly legs: readonly PhoneLeg[];
  readonly faults: readonly { readonly id: string; readonly label: string; readonly on: boolean }[];
}

/** What the page may do at the simulated phones. */
export interface PhoneAct {
  readonly act: 'call' | 'press' | 'hangup' | 'answer' | 'decline' | 'fault';
  /** The phone; none for `call` and `fault`. */
  readonly phone?: string;
  readonly key?: string;
  readonly from?: string;
  readonly fault?: string;
  readonly on?: boolean;
}

/** What the server is, told first. */
export interface Hello {
  /** Changes when the server starts anew. */
  readonly server: string;
  /** The server's clock, by which timers are due. */
  readonly now: number;
  readonly hasPhone: boolean;
  /** The flows that new calls take, with the hashes by which their charts are asked for. */
  readonly flows: readonly { readonly id: string; readonly hash: string }[];
}

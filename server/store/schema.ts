import type { Generated } from "kysely";
import type { ConsoleMode, Protocol } from "../contract/console.ts";
import type { ChangeRecord, ChangeState } from "../contract/display-change.ts";
import type { Role } from "../contract/person.ts";

/** The tables. Times named `...At` are milliseconds since 1970 by the store's clock, except in the first four tables. */
export type Schema = {
  user: UserTable;
  session: SessionTable;
  account: AccountTable;
  verification: VerificationTable;
  ticket: TicketTable;
  console: ConsoleTable;
  audit: AuditTable;
  setup: SetupTable;
  attempt: AttemptTable;
  choice: ChoiceTable;
  lease: LeaseTable;
  change: ChangeTable;
  setting: SettingTable;
  pin: PinTable;
  externalLink: ExternalLinkTable;
};

/** People. Columns of this table and the next three are better-auth's; their times are ISO 8601 text. */
type UserTable = {
  id: string;
  name: string;
  /** Lower case. */
  email: string;
  emailVerified: 0 | 1;
  image: string | null;
  role: Role;
  createdAt: string;
  updatedAt: string;
};

/** Sign-ins. One is over when its row is gone or `expiresAt` has passed. */
type SessionTable = {
  id: string;
  userId: string;
  token: string;
  ipAddress: string | null;
  userAgent: string | null;
  expiresAt: string;
  createdAt: string;
  updatedAt: string;
};

/** How a person can sign in; a password's hash is in the row whose `providerId` is "credential". */
type AccountTable = {
  id: string;
  userId: string;
  accountId: string;
  providerId: string;
  accessToken: string | null;
  refreshToken: string | null;
  idToken: string | null;
  accessTokenExpiresAt: string | null;
  refreshTokenExpiresAt: string | null;
  scope: string | null;
  password: string | null;
  createdAt: string;
  updatedAt: string;
};

type VerificationTable = {
  id: string;
  identifier: string;
  value: string;
  expiresAt: string;
  createdAt: string;
  updatedAt: string;
};

/** One-time rights to open a console. */
type TicketTable = {
  /** SHA-256 of the ticket, hexadecimal. */
  hash: string;
  sessionId: string;
  personId: string;
  vm: string;
  protocol: Protocol;
  mode: ConsoleMode;
  takeOver: 0 | 1;
  /** Which of the machine's serial lines; 0 where the protocol has one console. */
  device: number;
  /** Whether the machine is started for it. */
  start: 0 | 1;
  createdAt: number;
  expiresAt: number;
  usedAt: number | null;
};

/** Consoles, open ones and those that ended lately. */
type ConsoleTable = {
  id: string;
  /** The relay that carries it. */
  relay: string;
  sessionId: string;
  personId: string;
  vm: string;
  protocol: Protocol;
  mode: ConsoleMode;
  /** Which of the machine's serial lines; 0 where the protocol has one console. */
  device: number;
  /** The client's address, an IPv6 one as its /64. */
  network: string;
  /** JSON: the ExchangeRules under which it was opened. */
  exchange: string;
  openedAt: number;
  closedAt: number | null;
  /** WebSocket close code. */
  closeCode: number | null;
  /** Towards the browser. */
  bytesDown: number;
  /** From the browser. */
  bytesUp: number;
};

/** What people did. Rows can be added only: triggers refuse to change or delete one. */
type AuditTable = {
  id: Generated<number>;
  at: number;
  actorId: string | null;
  actorEmail: string | null;
  address: string | null;
  action: string;
  vm: string | null;
  vmName: string | null;
  outcome: "ok" | "refused" | "failed";
  code: string | null;
  /** A JSON object, or null. */
  detail: string | null;
};

/** The link that makes the first admin; at most one row. */
type SetupTable = {
  /** SHA-256 of the link's token, hexadecimal. */
  hash: string;
  expiresAt: number;
};

/** Counters of sign-in attempts. */
type AttemptTable = {
  key: string;
  points: number;
  expiresAt: number;
};

/** Which console a person opened last on a machine where there are several. Goes with the person. */
type ChoiceTable = {
  personId: string;
  vm: string;
  protocol: Protocol;
  updatedAt: number;
};

/** Where a machine is served by another product; at most one for each machine. */
type ExternalLinkTable = {
  vm: string;
  name: string;
  url: string;
  updatedAt: number;
};

/** Locks that hold across processes. One that has expired is nobody's. */
type LeaseTable = {
  /** What is locked. */
  name: string;
  /** A random id for each time that it is taken. */
  holder: string;
  expiresAt: number;
};

/** Changes of machines' definitions: jobs that outlive their process, and afterwards the history. */
type ChangeTable = {
  /** Rises with time. */
  number: Generated<number>;
  id: string;
  vm: string;
  kind: ChangeRecord["kind"];
  /** Who made it. */
  personId: string;
  createdAt: number;
  endedAt: number | null;
  state: ChangeState;
  /** What is to be done next; "over": nothing. */
  phase: string;
  /** Whether something is being done: of one machine's changes at most one. */
  active: 0 | 1;
  /** Whether the machine has not been started with it yet: of one machine's changes at most one. */
  unstarted: 0 | 1;
  /** Whether the machine is to be powered off and on. */
  restart: 0 | 1;
  /** Whether the machine that runs lacks some of it. */
  waits: 0 | 1;
  /** The number of the machine's run that lacks it; null: it was off. */
  oldRun: number | null;
  /** What libvirt said when the relay tried to start the machine with it; null: nothing that has not been seen to. */
  startError: string | null;
  /** JSON: ChangeStep[]. */
  steps: string;
  /** JSON: PlannedChange[]. */
  changes: string;
  /** Definitions, sealed, since they hold secrets: before it; as it was asked for; as libvirt took it; to go back to if it does not start. */
  before: Uint8Array | null;
  next: Uint8Array | null;
  after: Uint8Array | null;
  back: Uint8Array | null;
  /** The process that does it, and until when it is that process's own. */
  runner: string | null;
  runnerUntil: number | null;
};

/** What administrators have set for the portal, by the names of the contract's Settings. */
type SettingTable = {
  name: string;
  /** JSON. */
  value: string;
  updatedAt: number;
};

/** The machines that a person keeps at hand. Goes with the person. */
type PinTable = {
  personId: string;
  vm: string;
  pinnedAt: number;
};

import { makeCertificates } from '../local-azure/certificates.ts';
import { createFaults } from '../local-azure/faults.ts';
import type { Exchange } from '../local-azure/recording.ts';
import type { Fault } from '../local-azure/scenario.ts';
import { listen } from '../local-azure/server.ts';
import { createApi } from './router.ts';
import {
  type GivenComment,
  type GivenIssue,
  type Permissions,
  parseScenario,
  type Scenario,
} from './scenario.ts';
import { type Comment, createState, type Issue, type Label } from './state.ts';

export type { Exchange } from '../local-azure/recording.ts';
export type { Fault } from '../local-azure/scenario.ts';
export type { GivenComment, GivenIssue, Permissions, Scenario } from './scenario.ts';
export type { Author, Comment, Issue, Label } from './state.ts';

/** A look behind the scenes: what GitHub holds, read and changed without a request. */
export interface StateHandle {
  /** Issues and pull requests, in the order of their numbers. */
  issues(): readonly Issue[];
  issue(number: number): Issue | undefined;
  addIssue(issue: GivenIssue): Issue;
  changeIssue(number: number, changes: Partial<Issue>): Issue | undefined;
  /** In the order of their making; without a number those of all issues and pull requests. */
  comments(issue?: number): readonly Comment[];
  addComment(issue: number, comment: GivenComment): Comment;
  changeComment(id: number, body: string): Comment | undefined;
  labels(): readonly Label[];
  setPermissions(token: string, permissions: Partial<Permissions>): void;
  setRateLimitRemaining(requests: number): void;
  addFault(fault: Fault): void;
}

export interface LocalGitHub {
  /** What the runner gives a job as `GITHUB_API_URL`, without a slash at the end. */
  readonly apiUrl: string;
  /** What the runner gives a job as `GITHUB_SERVER_URL`. */
  readonly serverUrl: string;
  /** The certificate authority made at start, PEM. */
  readonly certificateAuthority: string;
  /** Every request answered so far, in the order in which they were over. It grows. */
  readonly traffic: readonly Exchange[];
  /** Of these, what was to change something: POST, PATCH, PUT and DELETE, whatever was answered. */
  writes(): Exchange[];
  readonly state: StateHandle;
  /** Ends all connections. Nothing keeps the process alive afterwards. */
  close(): Promise<void>;
}

/**
 * Starts the part of GitHub's REST API that this project talks with, on loopback with TLS: issues, labels and comments of one
 * repository, in memory.
 * @throws Error that names every field of the scenario that is wrong.
 */
export async function startLocalGitHub(given: Scenario): Promise<LocalGitHub> {
  const scenario = parseScenario(given);
  const state = createState(scenario);
  const traffic: Exchange[] = [];
  const certificates = await makeCertificates();
  const faults = createFaults([]);
  for (const fault of scenario.faults) faults.add(fault);
  const listener = await listen({
    host: 'github',
    certificates,
    faults,
    latencyMs: scenario.latencyMs,
    record: (exchange) => traffic.push(exchange),
  });
  listener.serve(createApi(state, listener.origin));
  return {
    apiUrl: `${listener.origin}${scenario.pathPrefix}`,
    serverUrl: listener.origin,
    certificateAuthority: certificates.authority,
    traffic,
    writes: () => traffic.filter(({ request }) => request.method !== 'GET' && request.method !== 'HEAD'),
    state: {
      ...state,
      setRateLimitRemaining(requests) {
        state.rateLimitRemaining = requests;
      },
      addFault: faults.add,
    },
    close: () => listener.close(),
  };
}

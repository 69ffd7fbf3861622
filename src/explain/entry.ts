import type { Cluster } from '../azure/cluster.ts';
import type { SignIn } from '../azure/credential.ts';
import type { Failure, FailureDetail } from '../azure/failure.ts';
import type { WorkspaceName } from '../azure/workspace.ts';
import type { Fix } from '../checks/finding.ts';

/** What a run is about, by which commands name things. */
export interface Context {
  readonly signIn: SignIn;
  readonly workspace: WorkspaceName;
  readonly cluster: Cluster;
}

/** The likely cause of a failure: a hint beside the service's own words, which nothing is decided by. */
export interface Explanation {
  /** Anchor of the error's section in docs/troubleshooting.md. */
  readonly id: string;
  readonly cause: string;
  /** Ways to put it right; where there are several, one of them will do. */
  readonly fixes: readonly Fix[];
  /** Address of the page that documents the error. */
  readonly source: string;
}

/** A known error of a service. */
export interface Entry {
  /** The error as the service writes it, as far as it is always the same. */
  readonly text: string;
  /** Codes of the failure, or of one of its details, that mean this error. */
  readonly codes?: readonly string[];
  /** Words in the message of the failure, or of one of its details, that mean this error. */
  readonly words?: RegExp;
  readonly cause: string;
  fixes(context: Context, failure: Failure): readonly Fix[];
  readonly source: string;
  /** A whole failure as the service writes it. */
  readonly example: FailureDetail & Pick<Failure, 'presented'>;
}

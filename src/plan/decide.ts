import type { LiveCompute } from '../azure/compute.ts';
import { phaseOf } from '../azure/phase.ts';
import type { Compute, Recreate } from '../request/request.ts';
import { type Difference, differences } from './differences.ts';

/** What the live state of a compute asks for next. */
export type Step =
  /** There is no compute of this name. */
  | { readonly kind: 'create' }
  /** It is there, `Succeeded`, and as declared. */
  | { readonly kind: 'nothing' }
  /** An operation on it is under way, this run's or another's: it is joined. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'update'; readonly differences: readonly Difference[] }
  /** It has to be detached and attached again, and may be. */
  | { readonly kind: 'recreate'; readonly because: Because; readonly differences: readonly Difference[] }
  /** It would have to be detached and attached again, and may not be. */
  | { readonly kind: 'stuck'; readonly because: Because; readonly differences: readonly Difference[] };

export type Because = 'failed' | 'different';

/** What the declared state needs, as the `action` output says it. */
export type Action = 'create' | 'update' | 'recreate' | 'detach' | 'none';

/** Decides the next step from what was declared, what is there (undefined: nothing) and when recreating is allowed. */
export function decide(declared: Compute, live: LiveCompute | undefined, recreate: Recreate): Step {
  if (!live) return { kind: 'create' };
  const found = differences(declared, live);
  switch (phaseOf(live)) {
    case 'under way':
      return { kind: 'wait' };
    case 'failed':
      return { kind: recreate === 'never' ? 'stuck' : 'recreate', because: 'failed', differences: found };
    case 'succeeded':
      return settle(found, recreate);
  }
}

function settle(found: readonly Difference[], recreate: Recreate): Step {
  if (found.length === 0) return { kind: 'nothing' };
  if (found.every(({ inPlace }) => inPlace)) return { kind: 'update', differences: found };
  return {
    kind: recreate === 'when-different' ? 'recreate' : 'stuck',
    because: 'different',
    differences: found,
  };
}

/** The action that a step stands for. */
export function actionOf(step: Step): Action {
  switch (step.kind) {
    case 'create':
    case 'update':
    case 'recreate':
      return step.kind;
    case 'stuck':
      return 'recreate';
    case 'nothing':
    case 'wait':
      return 'none';
  }
}

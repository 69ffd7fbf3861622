import { randomUUID } from 'node:crypto';
import type { Json } from '../json.ts';

/** How an asynchronous operation ended. */
export type Outcome =
  | { readonly status: 'Succeeded' }
  | {
      readonly status: 'Failed';
      readonly error: { readonly code: string; readonly message: string; readonly details: Json };
    };

export interface Operation {
  readonly id: string;
  /** ARM ID of what it works on. */
  readonly resourceId: string;
  readonly startedAt: number;
  /** When it will have ended, milliseconds since the epoch. */
  readonly endsAt: number;
  /** Undefined while it runs. */
  readonly outcome: Outcome | undefined;
}

/**
 * Asynchronous operations. They follow the clock without timers: one that is due is ended when somebody looks, which
 * nobody outside can tell from having ended in time, and which leaves nothing running behind.
 */
export interface Operations {
  /** `end` is called once when the time is up: it changes the state and says how it went. */
  start(resourceId: string, durationMs: number, end: () => Outcome): Operation;
  find(id: string): Operation | undefined;
  settle(): void;
}

interface Pending {
  operation: Operation;
  readonly end: () => Outcome;
}

export function createOperations(): Operations {
  const all = new Map<string, Pending>();
  const running = new Set<Pending>();
  const settle = () => {
    const now = Date.now();
    const due = [...running].filter(({ operation }) => operation.endsAt <= now);
    for (const pending of due.sort((one, other) => one.operation.endsAt - other.operation.endsAt)) {
      // First, because ending looks at the state, which settles again.
      running.delete(pending);
      pending.operation = { ...pending.operation, outcome: pending.end() };
    }
  };
  return {
    settle,
    start(resourceId, durationMs, end) {
      const startedAt = Date.now();
      const operation = {
        id: randomUUID(),
        resourceId,
        startedAt,
        endsAt: startedAt + durationMs,
        outcome: undefined,
      };
      const pending = { operation, end };
      all.set(operation.id, pending);
      running.add(pending);
      return operation;
    },
    find(id) {
      settle();
      return all.get(id.toLowerCase())?.operation;
    },
  };
}

import pMap from 'p-map';
import { failureOf } from '../apply/failures.ts';
import { reportUnseen, type Subject } from '../report/make-report.ts';
import type { ComputeReport } from '../report/report.ts';
import type { Site } from './site.ts';

/** Works on several computes, some at once. One that fails does not stop the others. */
export const each = <T extends Subject>(
  subjects: readonly T[],
  { request, signal }: Pick<Site, 'request' | 'signal'>,
  work: (subject: T) => Promise<ComputeReport>,
): Promise<ComputeReport[]> =>
  pMap(
    subjects,
    async (subject) => {
      try {
        signal.throwIfAborted();
        return await work(subject);
      } catch (error) {
        return reportUnseen(request, subject, {
          findings: [],
          repairs: [],
          failure: failureOf(error, signal),
        });
      }
    },
    { concurrency: request.parallel },
  );

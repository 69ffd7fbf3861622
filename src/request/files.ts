/** The files that a run may read: those below the workspace folder and the temporary folder of the runner. */
export interface Files {
  /** Paths of the files that a path or glob names, sorted; empty when there is none. */
  find(pattern: string): Promise<readonly string[]>;
  read(path: string): Promise<FileContent>;
}

export type FileContent =
  | { readonly ok: true; readonly text: string }
  /** The problem completes "…, which <problem>". */
  | { readonly ok: false; readonly problem: string };

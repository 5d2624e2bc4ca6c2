/** One file of a patch, whole: what it was and what it becomes. */
export interface FileEdit {
  /** Relative to the workspace, with `/`. */
  readonly path: string;
  /** The text before, null where the patch creates the file. Decoded, BOM and line ends kept. */
  readonly before: string | null;
  /** The text after, null where the patch deletes the file. */
  readonly after: string | null;
}

/** A patch: edits to different files, sorted by path. */
export type Patch = readonly FileEdit[];

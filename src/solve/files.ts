/** The workspace's files as they were when the run began. Paths are relative to it, with `/`. */
export interface WorkspaceFiles {
  readonly paths: readonly string[];
  /** The decoded text; null where there is no such file, or it is no text. */
  read(path: string): Promise<string | null>;
}

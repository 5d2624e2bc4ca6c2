import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

/** What esbuild says went into each file that it made, as far as packaging asks. */
const metafileSchema = z.object({
  outputs: z.record(
    z.string(),
    z.object({ inputs: z.record(z.string(), z.object({ bytesInOutput: z.number() })) }),
  ),
});

export type Metafile = z.infer<typeof metafileSchema>;

/** The metafile of the last build. */
export async function readMetafile(repository: string): Promise<Metafile> {
  const text = await readFile(path.join(repository, 'dist/metafile.json'), 'utf8');
  return metafileSchema.parse(JSON.parse(text));
}

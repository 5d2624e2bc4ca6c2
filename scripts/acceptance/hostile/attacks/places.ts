import type { Attack } from '../attack.ts';

const unittest = { on: 'unittest' } as const;
const hook = '#!/bin/sh\n';

/** Writing where no patch, and no program under test, has any business. */
export const places: readonly Attack[] = [
  { ...unittest, name: 'a patch upwards', files: { '<up>/mine.txt': 'theirs\n' } },
  { ...unittest, name: 'a patch by an absolute path', files: { '<outside>/mine.txt': 'theirs\n' } },
  { ...unittest, name: 'a patch through a link', files: { 'link/mine.txt': 'theirs\n' } },
  { ...unittest, name: 'a patch of git’s hooks', files: { '.git/hooks/post-checkout': hook } },
  {
    ...unittest,
    name: 'a program that writes upwards, by absolute paths and through a link',
    code: `
import os
for place in ("<up>", "<outside>", "link"):
    try:
        open(os.path.join(place, "theirs.txt"), "w").write("theirs")
    except OSError:
        pass
`,
  },
  {
    ...unittest,
    name: 'a program that writes into the user’s tree and its hooks',
    code: `
import os
os.makedirs("<root>/.git/hooks", exist_ok=True)
for name in ("mine.txt", ".git/hooks/pre-commit", ".git/config"):
    open("<root>/" + name, "a").write("theirs")
`,
  },
  {
    ...unittest,
    name: 'a link made for the next candidate to be written through',
    code: `
import os, shutil
os.remove("half.py")
os.symlink("<outside>/mine.txt", "half.py")
`,
    poisons: true,
  },
];

const escapes: Record<string, string> = { n: '\n', t: '\t', r: '\r', '"': '"', '\\': '\\' };

/** A path as git writes it in a diff: quoted in the manner of C where it holds anything odd. */
export function quotePath(path: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what must be quoted
  if (!/["\\\u0000-\u001f\u007f]/.test(path)) return path;
  // eslint-disable-next-line no-control-regex -- as above
  const quoted = path.replace(/["\\\u0000-\u001f\u007f]/g, (odd) => {
    const short = Object.entries(escapes).find(([, char]) => char === odd)?.[0];
    return `\\${short ?? odd.charCodeAt(0).toString(8).padStart(3, '0')}`;
  });
  return `"${quoted}"`;
}

/** The inverse of `quotePath`; octal escapes are bytes of UTF-8. An unquoted path is itself. */
export function unquotePath(name: string): string {
  const inside = /^"(.*)"/.exec(name)?.[1];
  if (inside === undefined) return name;
  return inside.replace(/\\([0-7]{3}(?:\\[0-7]{3})*|.)/g, (whole, code: string) =>
    /^[0-7]{3}/.test(code) ? fromOctal(code) : (escapes[code] ?? whole),
  );
}

function fromOctal(run: string): string {
  const bytes = (run.match(/[0-7]{3}/g) ?? []).map((octal) => parseInt(octal, 8));
  return Buffer.from(bytes).toString('utf8');
}

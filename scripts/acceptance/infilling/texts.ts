/** 1 − Levenshtein distance ÷ the longer length. */
export function similarity(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const kept = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min((next[j - 1] ?? 0) + 1, (row[j] ?? 0) + 1, kept));
    }
    row = next;
  }
  return 1 - (row[b.length] ?? 0) / Math.max(1, a.length, b.length);
}

/** ROUGE-L: F1 of the longest common subsequence of words and signs. */
export function rougeL(a: string, b: string): number {
  const [left, right] = [a, b].map((text) => text.match(/\w+|[^\w\s]/g) ?? []);
  if (!left || !right || left.length === 0 || right.length === 0)
    return a.trim() === b.trim() ? 1 : 0;
  let row = right.map(() => 0);
  for (const word of left) {
    const next: number[] = [];
    right.forEach((other, at) => {
      const same = word === other ? (row[at - 1] ?? 0) + 1 : 0;
      next.push(Math.max(same, row[at] ?? 0, next[at - 1] ?? 0));
    });
    row = next;
  }
  const common = row.at(-1) ?? 0;
  return (2 * common) / (left.length + right.length);
}

/** What a command printed: its start and its end, cut in the middle past a bound. */
export class BoundedOutput {
  readonly #maxBytes: number;
  readonly #head: Buffer[] = [];
  readonly #tail: Buffer[] = [];
  #headBytes = 0;
  #tailBytes = 0;
  #total = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** Was more printed than is kept? */
  get overflown(): boolean {
    return this.#total > this.#maxBytes;
  }

  add(chunk: Buffer): void {
    this.#total += chunk.length;
    const half = this.#maxBytes / 2;
    const room = Math.max(0, Math.ceil(half) - this.#headBytes);
    const first = chunk.subarray(0, room);
    if (first.length > 0) this.#head.push(first);
    this.#headBytes += first.length;
    const rest = chunk.subarray(room);
    if (rest.length > 0) this.#tail.push(rest);
    this.#tailBytes += rest.length;
    this.#trim(Math.floor(half));
  }

  text(): string {
    const cut = this.#total - this.#headBytes - this.#tailBytes;
    const middle = cut === 0 ? [] : [Buffer.from(`\n[... ${cut} bytes left out ...]\n`)];
    return Buffer.concat([...this.#head, ...middle, ...this.#tail]).toString('utf8');
  }

  #trim(maxBytes: number): void {
    while (this.#tailBytes > maxBytes) {
      const [oldest] = this.#tail;
      if (!oldest) return;
      const excess = this.#tailBytes - maxBytes;
      if (oldest.length <= excess) this.#tail.shift();
      else this.#tail[0] = oldest.subarray(excess);
      this.#tailBytes -= Math.min(excess, oldest.length);
    }
  }
}

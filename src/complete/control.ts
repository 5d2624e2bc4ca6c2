/** Control characters, half characters, and special tokens written out: nothing that code holds. */
const control = /[^\P{Cc}\t\n\r]|\p{Cs}|\ufffd|<\|[\w▁-]{2,40}\|>|<｜[^｜]{2,40}｜>/u;

/** Where the first of them stands; −1 where there is none. */
export function controlAt(text: string): number {
  return text.search(control);
}

import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';

/** Whose copyright it is, where what ships states the MIT licence and brings no text of it. */
const holders: Readonly<Record<string, string>> = {
  '@nodable/entities': 'Amit Gupta',
  '@simple-git/argv-parser': '2025 Steve King',
  'simple-git': '2025 Steve King',
  'tree-sitter-go': '2014 Max Brunsfeld',
  'tree-sitter-java': '2017 Ayman Nadeem',
  'tree-sitter-javascript': '2014 Max Brunsfeld',
  'tree-sitter-python': '2016 Max Brunsfeld',
  'tree-sitter-rust': '2017 Maxim Sokolov',
  'tree-sitter-typescript': '2017 Max Brunsfeld',
};

/** The MIT licence of something that brings no text of it; '' where its holder is not known here. */
export function mitText(name: string): string {
  const holder = Object.hasOwn(holders, name) ? holders[name] : undefined;
  return holder === undefined ? '' : `MIT License\n\nCopyright (c) ${holder}\n\n${permission}`;
}

/** All licence texts and notices that lie in a folder, the licences first; '' where none does. */
export async function textsIn(folder: string): Promise<string> {
  const files = (await readdir(folder, { withFileTypes: true }))
    .filter((each) => each.isFile() && /^(licen[cs]e|copying|unlicen[cs]e|notice)/i.test(each.name))
    .map(({ name }) => name)
    .sort();
  const texts = await Promise.all(files.map((name) => readFile(path.join(folder, name), 'utf8')));
  return texts.map(withoutBlankEnds).join('\n\n');
}

/** A text without blank lines around it; its first line keeps its place. */
export function withoutBlankEnds(text: string): string {
  return text.trimEnd().replace(/^(?:[ \t]*\r?\n)+/, '');
}

const permission = `Permission is hereby granted, free of charge, to any person obtaining a copy
of this software and associated documentation files (the "Software"), to deal
in the Software without restriction, including without limitation the rights
to use, copy, modify, merge, publish, distribute, sublicense, and/or sell
copies of the Software, and to permit persons to whom the Software is
furnished to do so, subject to the following conditions:

The above copyright notice and this permission notice shall be included in all
copies or substantial portions of the Software.

THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY,
FITNESS FOR A PARTICULAR PURPOSE AND NONINFRINGEMENT. IN NO EVENT SHALL THE
AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER
LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM,
OUT OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE
SOFTWARE.`;

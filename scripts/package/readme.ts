/** For people who have the repository: the package has no command line, and nothing to build. */
const ofRepository = ['Start', 'Use', 'Figures', 'Work on it'];

/**
 * The README as marketplaces and the editor show it: without what needs the repository, and without
 * drawings, which they refuse. Other pictures are shown only where they have an address.
 */
export function packagedReadme(readme: string, options: { pictures: boolean }): string {
  const sections = readme.split(/^(?=## )/m);
  const titles = sections.map((section) => /^## (.*)/.exec(section)?.[1] ?? '');
  const gone = ofRepository.filter((title) => !titles.includes(title));
  if (gone.length > 0) throw new Error(`README.md has no section ${gone.join(', ')}`);
  const pictures = options.pictures ? /^!\[[^\]]*\]\([^)]*\.svg\)\n+/gm : /^!\[[^\]]*\]\(.*\)\n+/gm;
  return sections
    .filter((_, at) => !ofRepository.includes(titles[at] ?? ''))
    .join('')
    .replaceAll(pictures, '');
}

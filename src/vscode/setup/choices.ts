import { printable } from '../../trace/format.ts';
import type { Translate } from '../translate.ts';
import type { Looked } from './servers.ts';

/** What a row of the list stands for; some need another step. */
export type Choice =
  | { readonly kind: 'model'; readonly name: string }
  | { readonly kind: 'server'; readonly baseUrl: string }
  | { readonly kind: 'file' | 'url' | 'again' };

/** A row of the list, or the heading of those that follow it. */
export type Row =
  | { readonly heading: string }
  | { readonly label: string; readonly description: string; readonly choice: Choice };

/** A model of the editor, as far as it is shown. */
export interface EditorOffer {
  readonly family: string;
  readonly name: string;
  readonly vendor: string;
}

/** What is known of the models at hand. Null: still looked for. */
export interface Known {
  readonly servers: readonly Looked[] | null;
  readonly editor: readonly EditorOffer[] | null;
  /** The names of the models in use. */
  readonly used: readonly string[];
}

/** The models that can be chosen: those that run here, on servers, in the editor, elsewhere. */
export function rowsOf({ servers, editor, used }: Known, t: Translate): Row[] {
  const model = (label: string, name: string, ...facts: string[]): Row => {
    const told = used.includes(name) ? [...facts, t('in use')] : facts;
    return { label, description: told.join(' · '), choice: { kind: 'model', name } };
  };
  const offered = (editor ?? []).filter(
    ({ family }, index, all) => all.findIndex((other) => other.family === family) === index,
  );
  return [
    { heading: t('Runs here') },
    model(`$(package) ${t('The model that comes with Reckon')}`, 'bundled', t('small, offline')),
    {
      label: `$(file-binary) ${t('A GGUF File…')}`,
      description: t('runs without a server'),
      choice: { kind: 'file' },
    },
    ...(servers === null ? [] : serverRows(servers, model, t)),
    ...(offered.length === 0 ? [] : [{ heading: t('Of the editor, for Solve') }]),
    ...offered.map(({ family, name, vendor }) =>
      model(`$(comment) ${printable(name || family)}`, `editor:${family}`, printable(vendor)),
    ),
    { heading: t('Elsewhere') },
    {
      label: `$(globe) ${t('Any URL…')}`,
      description: t('a server that speaks the OpenAI protocol'),
      choice: { kind: 'url' },
    },
  ];
}

function serverRows(
  looked: readonly Looked[],
  model: (label: string, name: string, ...facts: string[]) => Row,
  t: Translate,
): Row[] {
  const silent = looked.filter(({ found }) => 'code' in found && found.code !== 'wrong-key');
  const rows = looked.flatMap(({ server, found }): Row[] => {
    const choice: Choice = { kind: 'server', baseUrl: server.baseUrl };
    if ('code' in found) {
      if (found.code !== 'wrong-key') return [];
      return [{ label: `$(key) ${server.name}`, description: t('asks for a key'), choice }];
    }
    if (found.models.length === 0) {
      const description = t('runs, and has no models yet');
      return [{ label: `$(server) ${server.name}`, description, choice }];
    }
    return found.models.map((id) =>
      model(`$(server) ${printable(id)}`, `remote:${found.baseUrl}#${id}`, server.name),
    );
  });
  const again: Row = {
    label: `$(refresh) ${t('Look Again')}`,
    description: t('no answer: {0}', silent.map(({ server }) => server.name).join(', ')),
    choice: { kind: 'again' },
  };
  return [
    { heading: t('Served on this machine') },
    ...rows,
    ...(silent.length === 0 ? [] : [again]),
  ];
}

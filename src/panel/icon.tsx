/** One of the editor's own icons; what it means is said beside it. */
export function Icon({ name }: { readonly name: string }) {
  const spin = name === 'loading' ? ' codicon-modifier-spin' : '';
  return <span class={`codicon codicon-${name}${spin}`} aria-hidden="true" />;
}

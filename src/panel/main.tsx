import { render } from 'preact';
import { App } from './app.tsx';
import { remembered, send } from './host.ts';
import { readToPanel } from './protocol.ts';
import { emptyState, type PanelState } from './state.ts';
import { Store } from './store.ts';
import { setStrings } from './text.ts';

const root = document.getElementById('panel');

function draw(state: PanelState): void {
  if (root) render(<App state={state} />, root);
}

const store = new Store(draw);

addEventListener('message', ({ data }: MessageEvent<unknown>) => {
  const message = readToPanel(data);
  if (!message) return;
  if (message.type === 'strings') setStrings(message.strings);
  store.push(message);
});

draw(emptyState);
send({ type: 'ready', run: remembered().run });

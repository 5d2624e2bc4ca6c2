// Runs in the page before the panel does: what the editor gives a webview, its colours and the way
// to talk to the extension. `stage`: {colours, theme, language}, set by who opens the page.
/* global document, addEventListener, stage */
let kept;

globalThis.told = [];
globalThis.acquireVsCodeApi = () => ({
  postMessage: (message) => globalThis.told.push(message),
  getState: () => kept,
  setState: (state) => (kept = state),
});
globalThis.kept = () => kept;

addEventListener('DOMContentLoaded', () => {
  for (const [name, value] of Object.entries(stage.colours)) {
    document.documentElement.style.setProperty(name, value);
  }
  document.body.className = stage.body;
  document.body.style.background = 'var(--vscode-sideBar-background)';
});

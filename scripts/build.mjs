// Bundles the command line, the extension, the engine process and the side panel into dist/.
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { build } from 'esbuild';

const shared = {
  bundle: true,
  metafile: true,
  platform: 'node',
  target: 'node20',
  sourcemap: true,
  logLevel: 'warning',
  external: ['vscode', 'node-llama-cpp'],
};

// Bundled CommonJS libraries call require(), which an ES module does not have.
const requireInEsm = {
  js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
};

// And bundled ES modules ask where they are, which a CommonJS file does not know by itself.
const metaInCommonJs = {
  banner: { js: "const importMetaUrl = require('node:url').pathToFileURL(__filename).href;" },
  define: { 'import.meta.url': 'importMetaUrl' },
};

const built = await Promise.all([
  build({
    ...shared,
    format: 'esm',
    banner: requireInEsm,
    entryPoints: { cli: 'src/cli.ts', engine: 'src/model/engine/main.ts' },
    outdir: 'dist',
  }),
  build({
    ...shared,
    ...metaInCommonJs,
    format: 'cjs',
    entryPoints: { extension: 'src/extension.ts' },
    outdir: 'dist',
    outExtension: { '.js': '.cjs' },
  }),
  build({
    bundle: true,
    metafile: true,
    minify: true,
    sourcemap: true,
    logLevel: 'warning',
    platform: 'browser',
    // As old as the engine of the oldest editor that package.json allows.
    target: 'chrome128',
    format: 'iife',
    tsconfig: 'src/panel/tsconfig.json',
    entryPoints: { panel: 'src/panel/main.tsx', style: 'src/panel/panel.css' },
    loader: { '.ttf': 'file' },
    assetNames: '[name]',
    outdir: 'dist/panel',
  }),
]);

// What went into each file: packaging tells by it what to pack and whom to name.
const inputs = Object.assign({}, ...built.map(({ metafile }) => metafile.inputs));
const outputs = Object.assign({}, ...built.map(({ metafile }) => metafile.outputs));
writeFileSync('dist/metafile.json', JSON.stringify({ inputs, outputs }));

const grammars = ['python', 'javascript', 'typescript', 'tsx', 'rust', 'go', 'java'];
mkdirSync('dist/grammars', { recursive: true });
copyFileSync('node_modules/web-tree-sitter/tree-sitter.wasm', 'dist/grammars/tree-sitter.wasm');
for (const name of grammars) {
  const file = `tree-sitter-${name}.wasm`;
  copyFileSync(`node_modules/@vscode/tree-sitter-wasm/wasm/${file}`, `dist/grammars/${file}`);
}

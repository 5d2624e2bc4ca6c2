/** What the panel's page is made of. */
export interface PageParts {
  /** Where a webview may load from, as its policy writes it. */
  readonly source: string;
  readonly script: string;
  readonly style: string;
  /** Fresh for each page. */
  readonly nonce: string;
  readonly language: string;
}

/** The panel's page: one script with a nonce, one style sheet, the icons' font, and nothing else. */
export function pageOf({ source, script, style, nonce, language }: PageParts): string {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src ${source}`,
    `font-src ${source}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${language}">
  <head>
    <meta charset="utf-8" />
    <meta http-equiv="Content-Security-Policy" content="${policy}" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>Reckon</title>
    <link rel="stylesheet" href="${style}" />
  </head>
  <body>
    <div id="panel"></div>
    <script nonce="${nonce}" src="${script}"></script>
  </body>
</html>
`;
}

/** What the page of the panel is made of. */
export interface PanelPage {
  /** URIs as the webview reads them. */
  script: string;
  style: string;
  /** The webview's own source, `webview.cspSource`. */
  source: string;
  /** Random, new for every page. */
  nonce: string;
}

/**
 * The panel's page. Nothing runs but our script; nothing is loaded but our files. The toolkit tries out one rule
 * in a style element of its own, for which it looks for the nonce in `csp-nonce`.
 */
export function panelHtml({ script, style, source, nonce }: PanelPage): string {
  const policy = [
    `default-src 'none'`,
    `script-src 'nonce-${nonce}'`,
    `style-src ${source} 'nonce-${nonce}'`,
    `font-src ${source}`,
    `img-src ${source}`,
    `media-src ${source}`,
    `connect-src ${source}`,
    `base-uri 'none'`,
    `form-action 'none'`,
  ].join('; ');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta property="csp-nonce" content="${nonce}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>Aura</title>
</head>
<body>
<div id="aura"></div>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}

/** Address and policy of the panel's page. */
export interface PanelPage {
  /** Value of `webview.cspSource`. */
  cspSource: string;
  script: string;
  style: string;
  /** Fresh for every page. */
  nonce: string;
  language: string;
  title: string;
}

/**
 * The page without content: that comes by message. Nothing inline, nothing from outside the extension's own folder; the toolkit's own
 * probe for :focus-visible is a style element, which it marks with the nonce that it finds in the meta element.
 */
export function panelHtml({ cspSource, script, style, nonce, language, title }: PanelPage): string {
  const policy = [
    `default-src 'none'`,
    `style-src ${cspSource} 'nonce-${nonce}'`,
    `font-src ${cspSource}`,
    // A drawing becomes a PNG by way of an image that holds it.
    `img-src ${cspSource} data:`,
    `script-src 'nonce-${nonce}'`,
  ].join('; ');
  return `<!DOCTYPE html>
<html lang="${escapeAttribute(language)}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${escapeAttribute(policy)}">
<meta property="csp-nonce" content="${escapeAttribute(nonce)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeAttribute(title)}</title>
<link rel="stylesheet" href="${escapeAttribute(style)}">
</head>
<body>
<main id="panel"></main>
<script nonce="${escapeAttribute(nonce)}" src="${escapeAttribute(script)}"></script>
</body>
</html>`;
}

function escapeAttribute(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('"', '&quot;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

const decoder = new TextDecoder('utf-8', { fatal: true });

/** What is wrong with a text as JSON, as JSON.parse and the strict decoder see it: the readers must say so, or refuse the file. */
export function damageIn(bytes: Uint8Array, isLines: boolean): string | undefined {
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return 'invalid UTF-8';
  }
  if (!isLines) return isJson(text) ? undefined : 'a document that is not JSON';
  const bad = text.split('\n').findIndex((line) => line.trim() !== '' && !isJson(line));
  return bad < 0 ? undefined : `line ${bad + 1} is not JSON`;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const strict = new TextDecoder('utf-8', { fatal: true });
const lenient = new TextDecoder('utf-8');

/**
 * What is wrong with a text as JSON, as JSON.parse and the strict decoder see it: the readers must say so, or refuse the file. A reader that
 * passes over strings nobody asks for need not see what stands in them (`passesOver`): bytes that are no UTF-8, and control characters.
 */
export function damageIn(bytes: Uint8Array, isLines: boolean, passesOver = false): string | undefined {
  let text: string;
  try {
    text = passesOver ? lenient.decode(bytes).replaceAll(/[\u0000-\u0009\u000b-\u001f]/g, ' ') : strict.decode(bytes);
  } catch {
    return 'invalid UTF-8';
  }
  if (!isLines) return valuesOf(text).every(isJson) ? undefined : 'a document that is not JSON';
  const bad = text.split('\n').findIndex((line) => line.trim() !== '' && !isJson(line));
  return bad < 0 ? undefined : `line ${bad + 1} is not JSON`;
}

/** The values of a text that may hold several, one after another: what stands between them counts with the one before. */
function valuesOf(text: string): string[] {
  const values: string[] = [];
  let [from, depth, inString] = [0, 0, false];
  for (let at = 0; at < text.length; at++) {
    const unit = text[at];
    if (inString) {
      if (unit === '\\') at++;
      else if (unit === '"') inString = false;
    } else if (unit === '"') inString = true;
    else if (unit === '{' || unit === '[') {
      if (depth++ === 0 && at > from) [values[values.length], from] = [text.slice(from, at), at];
    } else if (unit === '}' || unit === ']') depth--;
  }
  values.push(text.slice(from));
  return values.filter((value) => value.trim() !== '');
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

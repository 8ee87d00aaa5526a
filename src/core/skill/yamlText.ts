/** A text as a YAML scalar on one line: plain where that is safe, else in double quotes, in which JSON is YAML. */
export function yamlText(text: string): string {
  const isPlain = /^[A-Za-z][\w ,.()/-]*$/.test(text) && !/\s$/.test(text) && !/^(?:true|false|null|yes|no|on|off|y|n)$/i.test(text);
  return isPlain ? text : JSON.stringify(text);
}

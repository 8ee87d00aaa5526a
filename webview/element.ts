type Child = Node | string | undefined;

/**
 * An element with attributes and children. Texts become text nodes, never markup: what a trace says cannot act. `style` is left out on
 * purpose, since the page's policy forbids it; sizes are set on the element's style object.
 */
export function element(name: string, attributes: Record<string, string | undefined> = {}, ...children: Child[]): HTMLElement {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) if (value !== undefined) made.setAttribute(key, value);
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

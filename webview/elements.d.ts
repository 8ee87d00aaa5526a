import type { ComponentChildren, JSX } from 'preact';

/** The toolkit's elements, as far as the pages use them. */
interface ToolkitElement<Target extends HTMLElement = HTMLElement> {
  'aria-label'?: string;
  'aria-pressed'?: boolean;
  class?: string;
  children?: ComponentChildren;
  disabled?: boolean;
  key?: string | number;
  title?: string;
  onClick?: JSX.MouseEventHandler<Target>;
}

declare module 'preact' {
  namespace JSX {
    interface IntrinsicElements {
      'vscode-button': ToolkitElement & { appearance?: 'primary' | 'secondary' | 'icon' };
      'vscode-checkbox': ToolkitElement & { checked?: boolean; onChange?: (event: Event) => void };
      'vscode-dropdown': ToolkitElement & { value?: string; onChange?: (event: Event) => void; position?: 'above' | 'below' };
      'vscode-option': ToolkitElement & { value?: string; selected?: boolean };
      'vscode-progress-ring': ToolkitElement;
      'vscode-text-field': ToolkitElement & {
        value?: string;
        placeholder?: string;
        size?: number;
        onInput?: (event: Event) => void;
      };
    }
  }
}

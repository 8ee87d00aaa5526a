/** Build the bundles named in `only` (all by default); throws on an error or, in production, a bundle over its budget. */
export function build(options?: { production?: boolean; only?: ('host' | 'worker' | 'cli' | 'webview' | 'suite')[] }): Promise<void>;

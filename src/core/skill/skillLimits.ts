/** Limits of the Agent Skills specification (agentskills.io/specification), in characters unless the name says otherwise. */
export const NAME_LIMIT = 64;
export const DESCRIPTION_LIMIT = 1024;
export const COMPATIBILITY_LIMIT = 500;
export const BODY_LINES = 500;
export const BODY_TOKENS = 5_000;

/** Keys that the specification knows; clients refuse a skill with others. */
export const KNOWN_KEYS = ['name', 'description', 'license', 'compatibility', 'metadata', 'allowed-tools'] as const;

export const NAME_PATTERN = /^[a-z0-9]+(?:-[a-z0-9]+)*$/;

/** Limits of our own for the managed block: a skill's text is paid for in every call that carries it. */
export const RULE_LIMIT = 12;
export const RULE_CHARS = 240;
export const BLOCK_TOKENS = 600;

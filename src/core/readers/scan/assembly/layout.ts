// Where things are in the module's memory: shapes from ARENA on, the tape from TAPE on, the bytes to scan from BYTES on.

export const ARENA: i32 = 0x400;
export const TAPE: i32 = 0x80000;
export const BYTES: i32 = 0x100000;

export const QUOTE: i32 = 0x22;
export const BACKSLASH: i32 = 0x5c;
export const COLON: i32 = 0x3a;

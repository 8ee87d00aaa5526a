/** A success counts as the repair when it comes within this many steps of the same tool. */
export const REPAIR_SAME_TOOL_STEPS = 3;

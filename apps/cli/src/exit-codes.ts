/** What the shell gets back; the same for every verb. */
export const EXIT = { fine: 0, fault: 1, refused: 2, drift: 3, interrupted: 130 } as const;

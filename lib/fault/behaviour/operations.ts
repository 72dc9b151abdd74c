/** Operations of TS-0004 6.3.4.2.5, for the faults that concern some of them only. */
export const operation = { create: 1, retrieve: 2, update: 3, delete: 4, notify: 5 } as const

/**
 * What all validators of this package are made with. That our schemas are schemas is shown by a test and not looked at in
 * every process; the code of the validators is not polished, since that takes longer than all validations of a run.
 */
export const validatorOptions = { validateSchema: false, code: { optimize: false } } as const

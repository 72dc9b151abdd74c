/** What is remarkable about the way a JSON number is written. */
export type NumberRemark =
  'integer-with-fraction' | 'unsafe-integer' | 'negative-zero' | 'number-out-of-range'

/** Zeros at the end of a run of digits. */
function trailingZeros(digits: string): number {
  let end = digits.length
  while (end > 0 && digits[end - 1] === '0') end -= 1
  return digits.length - end
}

/** Whether a JSON number (RFC 8259 6) that has a fraction or an exponent stands for an integer all the same. */
function isWhole(text: string): boolean {
  const [mantissa = '', exponent = '0'] = text.replace(/^-/, '').toLowerCase().split('e', 2)
  const [integer = '', fraction = ''] = mantissa.split('.', 2)
  const zeros = trailingZeros(integer + fraction)
  if (zeros === integer.length + fraction.length) return true
  return Number(exponent) >= fraction.length - zeros
}

/** What to say about a JSON number and the value it was read as; undefined for the usual ones. */
export function numberRemark(text: string, value: number): NumberRemark | undefined {
  if (!Number.isFinite(value)) return 'number-out-of-range'
  if (/[.eE]/.test(text)) return isWhole(text) ? 'integer-with-fraction' : undefined
  if (Object.is(value, -0)) return 'negative-zero'
  return Number.isSafeInteger(value) ? undefined : 'unsafe-integer'
}

/** What is wrong with it, in words; `text` is the number as written. */
export function numberRemarkText(remark: NumberRemark, text: string): string {
  const number = text.length > 40 ? `${text.slice(0, 40)}…` : text
  switch (remark) {
    case 'integer-with-fraction':
      return `the integer is written with a fraction or an exponent, ${number}`
    case 'unsafe-integer':
      return `the integer ${number} is beyond what a double holds exactly`
    case 'negative-zero':
      return 'zero is written with a minus sign'
    case 'number-out-of-range':
      return `the number ${number} is beyond the range of a double`
  }
}

import { xmlElements, xmlPrefix, xmlTypes } from '../spec/xml-types.js'

/** Names of the complex types. */
type ComplexName = keyof typeof xmlTypes

const scalars = ['string', 'text', 'integer', 'number', 'boolean', 'any'] as const
export type Scalar = (typeof scalars)[number]

/** One way in which the content of an element may be written. */
export type Alternative =
  | { readonly kind: 'scalar'; readonly scalar: Scalar; readonly repeated: boolean }
  | { readonly kind: 'list'; readonly of: Scalar; readonly repeated: boolean }
  | { readonly kind: 'complex'; readonly type: ComplexType; readonly repeated: boolean }

/** What an element or attribute holds. */
export interface Content {
  readonly alternatives: readonly Alternative[]
  /** Whether an empty element is an empty string, list or object, and not NULL. */
  readonly mayBeEmpty: boolean
}

/** A member of a complex type. */
export interface XmlMember {
  readonly name: string
  readonly form: 'element' | 'attribute'
  readonly content: Content
  /** Place among the elements; undefined where no order is established. */
  readonly place: number | undefined
}

/** A complex type. */
export interface ComplexType {
  /** Elements and attributes in the order of the type. */
  readonly members: readonly XmlMember[]
  /** The same by name. */
  readonly byName: ReadonlyMap<string, XmlMember>
  /** What the text of an element with attributes holds; it is the member `val`. */
  readonly text: Content | undefined
  /** Whether global elements stand inside: one of them, any number as lists, or none. */
  readonly globals: 'one' | 'lists' | 'none'
}

/** What is not in the tables: text, or elements as they come. */
export const unknownContent: Content = {
  alternatives: [{ kind: 'scalar', scalar: 'any', repeated: false }],
  mayBeEmpty: false,
}

const complexTypes = new Map<ComplexName, ComplexType>()

function isComplexName(name: string): name is ComplexName {
  return Object.hasOwn(xmlTypes, name)
}

function scalarOf(name: string): Scalar | undefined {
  return scalars.find((scalar) => scalar === name)
}

function alternative(text: string): Alternative {
  const repeated = text.endsWith('*')
  const name = repeated ? text.slice(0, -1) : text
  if (name.startsWith('[')) return { kind: 'list', of: scalarOf(name.slice(1, -1)) ?? 'string', repeated }
  const scalar = scalarOf(name)
  if (scalar !== undefined) return { kind: 'scalar', scalar, repeated }
  if (isComplexName(name)) return { kind: 'complex', type: complexType(name), repeated }
  throw new Error(`there is no XML type ${name}`)
}

function contentOf(text: string): Content {
  const mayBeEmpty = text.endsWith('?')
  const alternatives = (mayBeEmpty ? text.slice(0, -1) : text).split('|').map(alternative)
  return { alternatives, mayBeEmpty }
}

/** A complex type, read from its notation when first needed, since some hold themselves. */
function complexType(name: ComplexName): ComplexType {
  const known = complexTypes.get(name)
  if (known !== undefined) return known
  const members: XmlMember[] = []
  const byName = new Map<string, XmlMember>()
  const type: { -readonly [Key in keyof ComplexType]: ComplexType[Key] } = {
    members,
    byName,
    text: undefined,
    globals: 'none',
  }
  complexTypes.set(name, type)
  let ordered = true
  for (const part of xmlTypes[name].split(' ')) {
    if (part === '~') ordered = false
    else if (part === '+') type.globals = 'one'
    else if (part === '++') type.globals = 'lists'
    else {
      const [, at = '', memberName = '', written = '', empty = ''] =
        /^(@?)([^=?]+)(?:=([^?]+))?(\??)$/.exec(part) ?? []
      const content = contentOf((written === '' ? 'string' : written) + empty)
      if (memberName === '.') type.text = content
      else {
        const form = at === '@' ? 'attribute' : 'element'
        const place = ordered && form === 'element' ? members.length : undefined
        const member: XmlMember = { name: memberName, form, content, place }
        members.push(member)
        byName.set(memberName, member)
      }
    }
  }
  return type
}

/** What a global element holds, by its local name; undefined where the tables do not have it. */
export function globalContent(localName: string): Content | undefined {
  const text = Object.hasOwn(xmlElements, localName) ? xmlElements[localName] : undefined
  if (text === undefined) return undefined
  const content = contentOf(text)
  const isComplex = content.alternatives.some(({ kind }) => kind === 'complex')
  // A resource without attributes is an empty object: only attributes can be NULL.
  return isComplex ? { ...content, mayBeEmpty: true } : content
}

/** The name that a global element of oneM2M has as a member, e.g. `m2m:cnt`. */
export function globalName(localName: string): string {
  return `${xmlPrefix}:${localName}`
}

/** The complex type among the alternatives, if there is one. */
export function complexOf(content: Content): Extract<Alternative, { kind: 'complex' }> | undefined {
  return content.alternatives.find((each) => each.kind === 'complex')
}

/** The alternative that is no complex type, if there is one. */
export function simpleOf(content: Content): Exclude<Alternative, { kind: 'complex' }> | undefined {
  return content.alternatives.find((each) => each.kind !== 'complex')
}

import { trimBlanks } from '../wire/index.js'

/** A field line. */
interface FieldLine {
  readonly name: string
  readonly value: string
  /** The line as it stands on the wire: with its end, and with the folded lines that belong to it. */
  readonly text: string
}

/** Lines with their ends, whatever the ends are. */
function linesOf(text: string): readonly string[] {
  return text.match(/[^\n]*\n/g) ?? []
}

function fieldLine(text: string): FieldLine {
  const colon = text.indexOf(':')
  if (colon < 0) return { name: '', value: '', text }
  const value = text.slice(colon + 1).replaceAll(/[\r\n]/g, '')
  return { name: trimBlanks(text.slice(0, colon)), value: trimBlanks(value), text }
}

/**
 * The head of an HTTP message (RFC 7230 3) with every octet of it. Edits return a new head and leave each line that they
 * do not concern as it came, letter case, blanks and line ends included.
 */
export class HttpHead {
  private constructor(
    /** The first line with its end. */
    readonly startLine: string,
    private readonly fields: readonly FieldLine[],
    /** The empty line. */
    private readonly emptyLine: string,
  ) {}

  /** Reads a head through its empty line; characters up to U+00FF stand for the octet of that value. */
  static parse(octets: Buffer): HttpHead {
    const [first = '', ...rest] = linesOf(octets.toString('latin1'))
    const emptyLine = rest.pop() ?? ''
    const texts: string[] = []
    for (const line of rest) {
      const previous = texts.pop()
      if (previous !== undefined && /^[ \t]/.test(line)) texts.push(previous + line)
      else texts.push(...(previous === undefined ? [] : [previous]), line)
    }
    return new HttpHead(first, texts.map(fieldLine), emptyLine)
  }

  /** The octets, ready to be sent. */
  get octets(): Buffer {
    const text = [this.startLine, ...this.fields.map((field) => field.text), this.emptyLine].join('')
    return Buffer.from(text, 'latin1')
  }

  /** The first line without its end. */
  get start(): string {
    return this.startLine.replace(/\r?\n$/, '')
  }

  /** Status code of an answer; NaN where there is none. */
  get status(): number {
    return Number(/^HTTP\/\S+ +(\d+)/i.exec(this.startLine)?.[1] ?? 'none')
  }

  /** Names of the fields as spelt, in order. */
  get names(): readonly string[] {
    return this.fields.map((field) => field.name)
  }

  /** Values of a field, one for each line of it; letter case of the name does not matter. */
  values(name: string): readonly string[] {
    return this.fields.filter((field) => isNamed(field, name)).map((field) => field.value)
  }

  /** Elements of a list-valued field over all its lines. */
  list(name: string): readonly string[] {
    return this.values(name)
      .flatMap((value) => value.split(','))
      .map(trimBlanks)
      .filter((element) => element !== '')
  }

  /** With this first line. */
  withStart(text: string): HttpHead {
    return new HttpHead(`${text}\r\n`, this.fields, this.emptyLine)
  }

  /** With this value in the first line of the field, whose name keeps its spelling; at the end where there is none. */
  withValue(name: string, value: string): HttpHead {
    const at = this.fields.findIndex((field) => isNamed(field, name))
    if (at < 0) return this.withLine(`${name}: ${value}`)
    const spelling = this.fields[at]?.name ?? name
    return this.#withFields(this.fields.toSpliced(at, 1, fieldLine(`${spelling}: ${value}\r\n`)))
  }

  /** Without any line of the field. */
  without(name: string): HttpHead {
    return this.#withFields(this.fields.filter((field) => !isNamed(field, name)))
  }

  /** With one more line, at the end; it need not be a proper one. */
  withLine(line: string): HttpHead {
    return this.#withFields([...this.fields, fieldLine(`${line}\r\n`)])
  }

  /** With each field line of that name written otherwise; `edit` gets and returns it without its end. */
  withLines(name: string, edit: (line: string) => string): HttpHead {
    return this.#withFields(
      this.fields.map((field) =>
        isNamed(field, name) ? fieldLine(`${edit(field.text.replace(/\r?\n$/, ''))}\r\n`) : field,
      ),
    )
  }

  /** With other field lines; `edit` gets and returns all of them, without their ends. */
  withFieldLines(edit: (lines: readonly string[]) => readonly string[]): HttpHead {
    const lines = edit(this.fields.map((field) => field.text.replace(/\r?\n$/, '')))
    return this.#withFields(lines.map((line) => fieldLine(`${line}\r\n`)))
  }

  /** With another end on every line, the empty one included. */
  withLineEnds(end: string): HttpHead {
    const ended = (text: string): string => text.replaceAll(/\r?\n/g, end)
    const fields = this.fields.map((field) => ({ ...field, text: ended(field.text) }))
    return new HttpHead(ended(this.startLine), fields, ended(this.emptyLine))
  }

  #withFields(fields: readonly FieldLine[]): HttpHead {
    return new HttpHead(this.startLine, fields, this.emptyLine)
  }
}

function isNamed(field: FieldLine, name: string): boolean {
  return field.name.toLowerCase() === name.toLowerCase()
}

/** Where a head ends: the number of octets through its empty line; undefined while that has not come. */
export function endOfHead(octets: Buffer): number | undefined {
  for (let from = 0; ;) {
    const lineFeed = octets.indexOf(0x0a, from)
    if (lineFeed < 0) return undefined
    const length = lineFeed - from
    // An empty line before the first line is no end (RFC 7230 3.5).
    const empty = length === 0 || (length === 1 && octets[from] === 0x0d)
    if (empty && octets.subarray(0, from).some((octet) => octet !== 0x0d && octet !== 0x0a))
      return lineFeed + 1
    from = lineFeed + 1
  }
}

import { framesIn, opcodeName, type EvidenceRow, type FrameView } from '../record/index.js'

/** Octets as a block of hexadecimal lines: offset, sixteen octets, and what of them is printable ASCII. */
export function hexDump(octets: Buffer, firstOffset = 0): string {
  const lines: string[] = []
  for (let start = 0; start < octets.length; start += 16) {
    const line = octets.subarray(start, start + 16)
    const pairs = [...line].map((octet) => octet.toString(16).padStart(2, '0'))
    const left = pairs.slice(0, 8).join(' ')
    const right = pairs.slice(8).join(' ')
    const ascii = line.toString('latin1').replace(/[^\x20-\x7e]/g, '.')
    lines.push(
      `${(firstOffset + start).toString(16).padStart(4, '0')}  ${left.padEnd(23)}  ${right.padEnd(23)}  ${ascii}`,
    )
  }
  return lines.join('\n')
}

function flags({ fin, rsv, masked }: FrameView): string {
  const bits = [4, 2, 1].flatMap((bit, index) => ((rsv & bit) === 0 ? [] : [`RSV${index + 1}`]))
  return [fin ? 'FIN' : 'not FIN', ...bits, masked ? 'masked' : 'not masked'].join(', ')
}

/** One line about a frame: `text, FIN, masked, 123 octets`. */
export function frameLine(frame: FrameView): string {
  const missing = frame.declaredLength - BigInt(frame.payload.length)
  const cut = missing > 0n ? `, of which ${frame.payload.length} are here` : ''
  return `${opcodeName(frame.opcode)}, ${flags(frame)}, ${frame.declaredLength.toString()} octets${cut}`
}

/** The payload of a frame as far as it is text: a Close with its code and reason, text and ASCII as they are. */
function payloadText(frame: FrameView): string {
  const { opcode, payload, rsv } = frame
  if (payload.length === 0) return ''
  if (opcode === 8) {
    if (payload.length < 2) return 'a Close payload of one octet'
    const reason = payload.subarray(2).toString('utf8')
    return `status ${payload.readUInt16BE(0)}${reason === '' ? '' : ` ${reason}`}`
  }
  if ((rsv & 4) !== 0 && opcode < 8) return '(compressed)'
  const legible = /^[\t\n\r\x20-\x7e]*$/.test(payload.toString('latin1'))
  return opcode === 1 || opcode === 0 || legible ? payload.toString('utf8') : '(binary)'
}

/** What a row of evidence says when it is read: the HTTP head, the frames, or nothing. */
export function decoded(row: EvidenceRow): string {
  if (row.hex === undefined) return ''
  const octets = Buffer.from(row.hex, 'hex')
  switch (row.kind) {
    case 'handshake':
    case 'proxy':
      return octets.toString('latin1').replace(/\r\n/g, '\n').trimEnd()
    case 'frame':
      return framesIn(octets)
        .map((frame) => {
          const text = payloadText(frame)
          return text === '' ? frameLine(frame) : `${frameLine(frame)}\n${text}`
        })
        .join('\n')
    case 'octets': {
      const text = octets.toString('latin1')
      return /^[\t\n\r\x20-\x7e]*$/.test(text) ? text : ''
    }
    case 'open':
    case 'refused':
    case 'tls':
    case 'end':
    case 'reset':
    case 'closed':
    case 'note':
      return ''
  }
}

/** How many octets a row stands for, and whether all of them are in it. */
export function sizeOf(row: EvidenceRow): { readonly octets: number; readonly whole: boolean } {
  const kept = (row.hex?.length ?? 0) / 2
  return row.length === undefined ? { octets: kept, whole: true } : { octets: row.length, whole: false }
}

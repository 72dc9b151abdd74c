export * from './types.js'
export { defaultTextLimit, html, json, printable, printableLines } from './printable.js'
export { applyMask, framesIn, opcodeName, type FrameView } from './frames.js'
export { plural } from './plural.js'
export { Redaction, redactedText } from './redaction.js'
export { EvidenceFile, evidenceFolder, evidencePath } from './evidence-file.js'
export {
  createRunFolder,
  recordFile,
  reportFiles,
  type FolderOptions,
  type FolderOutcome,
  type RunFolder,
} from './folder.js'
export { RecordWriter, type WriterOptions } from './writer.js'
export {
  EvidenceReader,
  readRecord,
  type EvidenceExcerpt,
  type ReadOutcome,
  type RunRecord,
} from './reader.js'
export { checkEvidenceRow, checkRecordLine, checkResults, type Checked } from './schemas.js'
export { buildResults, type Catalogue, type FullResults } from './results.js'

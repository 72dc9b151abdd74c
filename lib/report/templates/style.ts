import { verdicts } from '../../record/index.js'

/** Filters without scripts: the choice of a verdict hides the cases of the others, save for the one a link leads to. */
const filters = verdicts
  .map(
    (verdict) =>
      `#cases:has(#show-${verdict}:checked) .cases tbody tr:not(.${verdict}):not(:target) { display: none; }`,
  )
  .join('\n')

/** Style sheet of `report.html`. One file, no fonts or images from anywhere; light, dark and print. */
export const style = `
:root {
  color-scheme: light dark;
  --page: #f4f6f9; --card: #ffffff; --ink: #16202e; --soft: #55627a; --faint: #8591a5; --line: #dfe4ec; --hair: #edf0f5;
  --code: #f6f8fb; --focus: #fff7e0; --link: #1f5fbf; --band: #10233f; --band-ink: #f2f6fc; --band-soft: #a9bddb;
  --pass: #1a7f4b; --warn: #a86400; --fail: #c42b2b; --error: #9c1f86; --inconclusive: #5b4bc4;
  --inapplicable: #6a7688; --untested: #aab3c1;
  --shadow: 0 1px 2px rgba(16, 35, 63, .06), 0 4px 16px rgba(16, 35, 63, .05);
}
@media (prefers-color-scheme: dark) {
  :root {
    --page: #0d131c; --card: #151d29; --ink: #e4eaf3; --soft: #a3b0c4; --faint: #76849a; --line: #283345; --hair: #1f2937;
    --code: #0f1621; --focus: #2c2712; --link: #7fb0ff; --band: #0a101a; --band-ink: #eef3fb; --band-soft: #8fa3c2;
    --pass: #4cc38a; --warn: #e3a53a; --fail: #ff6b6b; --error: #e77ad2; --inconclusive: #a095ff;
    --inapplicable: #8f9bb0; --untested: #465267; --shadow: none;
  }
}
* { box-sizing: border-box; }
body {
  overflow-wrap: break-word;
  margin: 0; background: var(--page); color: var(--ink);
  font: 15px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  -webkit-text-size-adjust: 100%;
}
.wide { max-width: 1180px; margin: 0 auto; padding: 0 28px; }
a { color: var(--link); text-decoration: none; }
a:hover { text-decoration: underline; }
h1, h2, h3 { line-height: 1.2; margin: 0; letter-spacing: -.01em; }
h2 { font-size: 21px; }
h3 { font-size: 15px; }
p { margin: 0; }
code, pre, .mono { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "Liberation Mono", monospace; font-size: 12.5px; }

.band { background: var(--band); color: var(--band-ink); padding: 34px 0 92px; }
.band .eyebrow { color: var(--band-soft); font-size: 12.5px; letter-spacing: .09em; text-transform: uppercase; font-weight: 600; }
.band h1 { font-size: 32px; margin: 8px 0 6px; font-weight: 680; }
.band .sub { color: var(--band-soft); font-size: 15px; overflow-wrap: anywhere; }
.band .sub b { color: var(--band-ink); font-weight: 600; }

.card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; box-shadow: var(--shadow); }
.statement { margin-top: -64px; padding: 26px 28px; border-left: 6px solid var(--tone); position: relative; }
.statement.violations { --tone: var(--fail); }
.statement.not-shown { --tone: var(--inconclusive); }
.statement.no-violation { --tone: var(--pass); }
.statement h2 { font-size: 25px; color: var(--tone); margin-bottom: 6px; }
.statement p { color: var(--soft); max-width: 78ch; }
.tags { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 14px; }
.tag { border: 1px solid var(--line); border-radius: 999px; padding: 2px 11px; font-size: 12.5px; color: var(--soft); }
.alarm { margin-top: 16px; padding: 14px 18px; border: 1px solid var(--warn); border-left-width: 6px; color: var(--ink); }
.alarm b { color: var(--warn); }
.alarm ul { margin: 6px 0 0; padding-left: 20px; color: var(--soft); }

.tiles { display: grid; grid-template-columns: repeat(6, 1fr); gap: 12px; margin-top: 16px; }
.tile { padding: 14px 16px; border-top: 3px solid var(--tone); }
.tile b { display: block; font-size: 28px; line-height: 1.1; font-variant-numeric: tabular-nums; color: var(--tone); font-weight: 680; }
.tile span { color: var(--soft); font-size: 13px; }
.tile.none { border-top-color: var(--line); margin-top: 0; }
.tile.none b { color: var(--faint); font-weight: 500; }
.pass { --tone: var(--pass); } .warn { --tone: var(--warn); } .fail { --tone: var(--fail); } .error { --tone: var(--error); }
.inconclusive { --tone: var(--inconclusive); } .inapplicable { --tone: var(--inapplicable); } .untested { --tone: var(--untested); }

.shares { margin-top: 12px; padding: 16px 20px 14px; }
.bar { display: flex; height: 12px; border-radius: 6px; overflow: hidden; background: var(--hair); gap: 1px; }
.bar i { display: block; background: var(--tone); min-width: 2px; }
.legend { display: flex; flex-wrap: wrap; gap: 4px 20px; margin-top: 10px; font-size: 13px; color: var(--soft); }
.legend i { display: inline-block; width: 9px; height: 9px; border-radius: 3px; background: var(--tone); margin-right: 7px; }
.legend b { color: var(--ink); font-variant-numeric: tabular-nums; }
.shares .what { font-size: 13px; color: var(--soft); margin-bottom: 9px; }

nav { display: flex; flex-wrap: wrap; gap: 6px 20px; margin: 26px 0 0; padding: 0 2px; font-size: 13.5px; }
section { margin-top: 38px; scroll-margin-top: 16px; }
section > .lead { color: var(--soft); margin: 5px 0 14px; max-width: 86ch; }
section > h2 + .card, section > h2 + .grid { margin-top: 14px; }
.count { color: var(--faint); font-weight: 500; font-size: 16px; margin-left: 6px; font-variant-numeric: tabular-nums; }

.grid { display: grid; grid-template-columns: 1fr 1fr; gap: 16px; }
.grid .card { padding: 18px 20px; min-width: 0; }
.grid h3 { margin-bottom: 10px; }
dl { display: grid; grid-template-columns: minmax(110px, max-content) 1fr; gap: 5px 18px; margin: 0; font-size: 14px; }
dt { color: var(--soft); overflow-wrap: anywhere; max-width: 22em; }
dd { margin: 0; overflow-wrap: anywhere; min-width: 0; }
dl.plain dd { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 12.5px; padding-top: 2px; }
.span { grid-column: 1 / -1; }

.table { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 13.5px; }
th { text-align: left; font-weight: 600; color: var(--soft); font-size: 12px; padding: 11px 12px 9px; border-bottom: 1px solid var(--line); white-space: nowrap; }
td { padding: 8px 12px; border-bottom: 1px solid var(--hair); vertical-align: top; overflow-wrap: anywhere; }
tr:last-child > td { border-bottom: 0; }
th:first-child, td:first-child { padding-left: 20px; }
th:last-child, td:last-child { padding-right: 20px; }
td.number, th.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
td.number.zero { color: var(--untested); }
td.number.hit { color: var(--tone); font-weight: 650; }
td.id { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; font-size: 12.5px; white-space: nowrap; }
td.id.loose { white-space: normal; min-width: 11em; }
td.mini { width: 120px; padding-top: 13px; }
td.mini .bar { height: 7px; }
.why { color: var(--soft); margin-top: 3px; white-space: pre-wrap; }
.level { color: var(--faint); font-size: 12.5px; font-weight: 400; }
tr:target > td { background: var(--focus); }

.badge {
  display: inline-block; min-width: 52px; text-align: center; padding: 1px 9px; border-radius: 999px; font-size: 12px; font-weight: 650;
  color: var(--tone); border: 1px solid var(--tone); white-space: nowrap;
  background: color-mix(in srgb, var(--tone) 9%, transparent);
}
.badge.fail, .badge.error { background: var(--tone); color: var(--card); }
.badge.untested { color: var(--soft); }

.finding { padding: 20px 22px; border-left: 4px solid var(--tone); margin-bottom: 14px; scroll-margin-top: 16px; }
.finding header { display: flex; flex-wrap: wrap; align-items: baseline; gap: 4px 12px; margin-bottom: 12px; }
.finding header h3 { font-size: 16px; }
.finding header .of { color: var(--soft); font-size: 13.5px; }
.finding header > *, details > summary > * { min-width: 0; overflow-wrap: anywhere; }
.finding blockquote { margin: 0 0 12px; padding: 0 0 0 14px; border-left: 3px solid var(--line); color: var(--soft); max-width: 90ch; }
.finding dl { grid-template-columns: 76px 1fr; gap: 6px 14px; }
.finding dd { white-space: pre-wrap; }
.finding dd.came { color: var(--tone); font-weight: 550; }
.finding .message { white-space: pre-wrap; overflow-wrap: anywhere; }
details > summary { cursor: pointer; color: var(--link); font-size: 13.5px; padding: 2px 0; width: max-content; max-width: 100%; }
.finding details { margin-top: 14px; }
.none { color: var(--soft); font-size: 13.5px; margin-top: 12px; }

.wire { margin: 10px 0 0; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; background: var(--code); }
.wire > li { list-style: none; padding: 8px 14px; border-top: 1px solid var(--hair); }
.wire > li:first-child { border-top: 0; }
.wire > li.focus { background: var(--focus); box-shadow: inset 4px 0 0 var(--tone); }
ol.wire { padding: 0; }
.wire .at { display: flex; flex-wrap: wrap; gap: 2px 14px; font-size: 12px; color: var(--soft); font-variant-numeric: tabular-nums; }
.wire .at b { color: var(--ink); font-weight: 600; }
.wire pre { margin: 5px 0 0; white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.45; }
.wire pre.dump { white-space: pre; overflow-x: auto; color: var(--soft); border-top: 1px dashed var(--line); padding-top: 7px; margin-top: 8px; }

.clause { margin-bottom: 10px; }
.clause > summary { display: flex; gap: 12px; align-items: baseline; padding: 11px 20px; width: auto; color: var(--ink); font-weight: 600; font-size: 14px; list-style: none; }
.clause > summary::-webkit-details-marker { display: none; }
.clause > summary::before { content: "+"; color: var(--faint); width: 10px; font-weight: 500; }
.clause[open] > summary::before { content: "\\2212"; }
.clause > summary .rest { margin-left: auto; display: flex; gap: 10px; font-weight: 500; font-size: 12.5px; color: var(--soft); white-space: nowrap; }
.clause > summary .rest b { color: var(--tone); }
#requirements td.id:first-child, #untested td.id:first-child { width: 150px; }
#requirements td.loose { width: 190px; }
#requirements td:last-child { width: 140px; }
.clause[open] > summary { border-bottom: 1px solid var(--line); }

.filter { display: flex; flex-wrap: wrap; gap: 8px; margin: 0 0 12px; }
.filter input { position: absolute; opacity: 0; pointer-events: none; }
.filter label { border: 1px solid var(--line); border-radius: 999px; padding: 3px 13px; font-size: 13px; color: var(--soft); background: var(--card); cursor: pointer; }
.filter label b { color: var(--tone, var(--ink)); font-variant-numeric: tabular-nums; }
.filter input:checked + label { border-color: var(--tone, var(--link)); color: var(--ink); box-shadow: inset 0 0 0 1px var(--tone, var(--link)); }
.filter input:focus-visible + label { outline: 2px solid var(--link); outline-offset: 2px; }

footer { margin: 46px 0 0; border-top: 1px solid var(--line); padding: 22px 0 46px; color: var(--soft); font-size: 13.5px; }
footer p { max-width: 92ch; margin-bottom: 8px; }
footer .disclaimer { color: var(--ink); font-weight: 600; }
.sign { display: none; }

@media screen {
${filters}
}
@media (max-width: 820px) {
  .tiles { grid-template-columns: repeat(3, 1fr); }
  .grid { grid-template-columns: 1fr; }
  .wide { padding: 0 16px; }
}
@page { size: A4; margin: 16mm 14mm 18mm; }
@media print {
  :root {
    color-scheme: light;
    --page: #fff; --card: #fff; --ink: #111; --soft: #444; --faint: #777; --line: #ccc; --hair: #e6e6e6; --code: #fafafa; --focus: #fff7e0;
    --link: #111; --band: #fff; --band-ink: #111; --band-soft: #444; --shadow: none;
    --pass: #1a7f4b; --warn: #a86400; --fail: #c42b2b; --error: #9c1f86; --inconclusive: #5b4bc4; --inapplicable: #6a7688; --untested: #aab3c1;
  }
  * { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  body { font-size: 10.5pt; }
  .wide { max-width: none; padding: 0; }
  .band { padding: 0 0 10mm; }
  .statement { margin-top: 0; }
  nav, .filter { display: none; }
  .card { border-radius: 4px; }
  .tile, .finding header, .wire > li, tr, .statement { break-inside: avoid; }
  h2, h3, summary { break-after: avoid; }
  thead { display: table-header-group; }
  .table { overflow: visible; }
  table { font-size: 9pt; }
  details::details-content { content-visibility: visible; block-size: auto; }
  .wire pre.dump { white-space: pre-wrap; font-size: 8pt; }
  .sign { display: grid; grid-template-columns: repeat(3, 1fr); gap: 12mm; margin-top: 16mm; }
  .sign div { border-top: 1px solid #111; padding-top: 2mm; font-size: 9pt; }
}
`

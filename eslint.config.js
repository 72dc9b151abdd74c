import tseslint from 'typescript-eslint'

/**
 * Imports point downwards (docs/architecture.md). A folder may import itself and the folders named here, no others.
 * `spec` is the floor; `cli` wires everything together and may see all.
 */
const layers = {
  'lib/spec': [],
  'lib/wire': ['spec'],
  'lib/primitive': ['spec'],
  'lib/sut': ['wire', 'primitive', 'spec'],
  'lib/expect': ['sut', 'wire', 'primitive', 'spec'],
  'lib/record': ['wire', 'spec'],
  'lib/case': ['expect', 'sut', 'record', 'wire', 'primitive', 'spec'],
  'lib/report': ['record', 'spec'],
  'lib/cse': ['primitive/types', 'spec'],
  'lib/fault': ['cse', 'wire', 'spec'],
  'lib/proof': ['case', 'fault', 'record', 'sut', 'cse', 'wire', 'spec'],
  'lib/bench': ['report', 'case', 'record', 'sut', 'cse', 'spec'],
  suites: ['case', 'expect', 'sut', 'wire', 'primitive', 'spec'],
}
const folders = [
  'spec',
  'wire',
  'primitive',
  'sut',
  'expect',
  'record',
  'case',
  'report',
  'cse',
  'fault',
  'proof',
  'bench',
  'cli',
]

const layering = Object.entries(layers).map(([folder, allowed]) => {
  const own = folder.replace('lib/', '')
  const whole = allowed.map((entry) => entry.split('/')[0])
  const forbidden = folders.filter((name) => name !== own && !whole.includes(name))
  const patterns = forbidden.map((name) => ({
    regex: `^(\\.\\./)+(lib/)?${name}/`,
    message: `${folder} may not import ${name}: imports point downwards.`,
  }))
  for (const entry of allowed.filter((name) => name.includes('/'))) {
    const [name, file] = entry.split('/')
    patterns.push({
      regex: `^(\\.\\./)+(lib/)?${name}/(?!${file}\\.js$)`,
      message: `${folder} may import only ${name}/${file}.`,
    })
  }
  if (folder !== 'suites') patterns.push({ regex: '/suites/', message: `${folder} may not import suites.` })
  return {
    files: [`${folder}/**/*.ts`],
    rules: { 'no-restricted-imports': ['error', { patterns }] },
  }
})

export default tseslint.config(
  { ignores: ['dist/', 'reports/', 'node_modules/', '.venv/', '.interop/'] },
  ...tseslint.configs.strictTypeChecked.map((config) => ({ ...config, files: ['**/*.ts'] })),
  {
    files: ['**/*.ts'],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      // chai's vocabulary can only be extended by declaring into its namespace.
      '@typescript-eslint/no-namespace': ['error', { allowDeclarations: true }],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  {
    // Waiting for time instead of for an event is what makes suites slow and flaky.
    files: ['suites/**/*.ts'],
    rules: {
      'no-restricted-globals': ['error', 'setTimeout', 'setInterval', 'setImmediate'],
    },
  },
  {
    files: ['test/**/*.ts'],
    rules: {
      // chai's property assertions (`.to.be.true`) are expressions by design.
      '@typescript-eslint/no-unused-expressions': 'off',
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  ...layering,
)

import { isBuiltin } from 'node:module';
import path from 'node:path';

/** Inside the core each room may use itself and those to its left. */
const CORE_ORDER = ['session', 'readers', 'cost', 'card', 'skill', 'costcraft'];

/** Which other rooms a room may import from. The worker feeds files to the core, so it may use the platform. */
const MAY_USE = {
  core: [],
  protocol: ['core'],
  platform: ['core', 'protocol'],
  worker: ['core', 'protocol', 'platform'],
  webview: ['core', 'protocol'],
  editor: ['core', 'protocol', 'platform'],
  cli: ['core', 'protocol', 'platform'],
  extension: ['core', 'protocol', 'platform', 'editor'],
};

/** Rooms that run where Node's modules do not exist, and rooms that must run where the editor does not exist. */
const WITHOUT_NODE = new Set(['core', 'protocol', 'webview']);
const WITHOUT_EDITOR_TYPES = new Set(['core', 'protocol', 'webview', 'cli']);
const WITH_EDITOR = new Set(['editor', 'extension']);

/** Values that every JavaScript engine has without a page, a Node or a clock. Whatever else is global, the core may not touch. */
const PURE_GLOBALS = new Set([
  ...['undefined', 'NaN', 'Infinity', 'globalThis', 'Object', 'Array', 'String', 'Number', 'BigInt', 'Boolean', 'Symbol', 'Function'],
  ...['Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'Proxy', 'Reflect', 'Math', 'JSON', 'Date', 'RegExp', 'Iterator'],
  ...['Error', 'TypeError', 'RangeError', 'SyntaxError', 'AggregateError', 'parseInt', 'parseFloat', 'isNaN', 'isFinite'],
  ...['ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Uint8Array', 'Uint16Array', 'Uint32Array', 'Int8Array', 'Int16Array', 'Int32Array'],
  ...['Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'Uint8ClampedArray', 'Intl'],
  ...['encodeURIComponent', 'decodeURIComponent', 'encodeURI', 'decodeURI', 'TextDecoder', 'TextEncoder', 'URL', 'structuredClone'],
  ...['WebAssembly', 'atob'],
  ...['const', 'arguments'],
]);

/** Types of a page or of Node, which would tie the core to one of them just as much as a value. */
const FOREIGN_TYPE = /^(HTML|SVG|DOM|CSS)\w+|^(Document|Window|Element|Event|Node|NodeJS|Buffer|Worker|MessagePort)$/;

/** Calls whose answer depends on when, where or how often they are made. */
const IMPURE_CALL = /^(Math\.random|Date\.now|performance\.now)$/;
const LOCALE_METHOD = /^(localeCompare|toLocale\w+)$/;

/**
 * Room of a file, from its path relative to the repository: {room, part?} (part only in the core), or undefined outside the rooms
 * (tests and scripts may import anything).
 */
export function roomOf(file) {
  const [first, second, third] = file.split(/[\\/]/);
  if (first === 'webview') return { room: 'webview' };
  if (first !== 'src') return undefined;
  if (second === 'extension.ts') return { room: 'extension' };
  if (second === 'core') return { room: 'core', part: third };
  return second in MAY_USE ? { room: second } : undefined;
}

/**
 * Why `file` may not import `source`, or undefined if it may.
 * @param {string} file path relative to the repository
 * @param {string} source as written in the import
 * @param {boolean} typeOnly whether the import vanishes at run time
 */
export function findFault(file, source, typeOnly) {
  const from = roomOf(file);
  if (!from) return /^src[\\/]/.test(file) ? `${file} stands in no room of ARCHITECTURE.md` : undefined;
  if (source === 'vscode') {
    if (WITH_EDITOR.has(from.room)) return undefined;
    if (WITHOUT_EDITOR_TYPES.has(from.room)) return `${from.room} must not know the editor: no import from "vscode"`;
    return typeOnly ? undefined : 'only src/editor and src/extension.ts may use "vscode" at run time';
  }
  if (!source.startsWith('.')) {
    if (WITHOUT_NODE.has(from.room) && isBuiltin(source)) return `${from.room} runs without Node: no import from "${source}"`;
    return undefined;
  }
  const target = path.posix.normalize(path.posix.join(path.posix.dirname(file.replaceAll('\\', '/')), source));
  // A JSON schema is data that the editor reads too, and is bundled like a constant.
  if (/^media\/[\w.-]+\.schema\.json$/.test(target)) return undefined;
  if (target === 'package.json') return from.room === 'core' ? 'core must not read package.json' : undefined;
  const to = roomOf(target);
  if (!to) return `"${source}" is outside the rooms that ${from.room} may use`;
  if (to.room !== from.room) {
    return MAY_USE[from.room].includes(to.room) ? undefined : `${from.room} must not import from ${to.room}`;
  }
  if (from.room !== 'core') return undefined;
  const [own, other] = [CORE_ORDER.indexOf(from.part), CORE_ORDER.indexOf(to.part)];
  if (other < 0) return `core/${to.part} is no room of the core`;
  return other <= own ? undefined : `core/${from.part} must not import from core/${to.part}, which stands to its right`;
}

const imports = {
  meta: { type: 'problem', schema: [], docs: { description: 'imports run one way only between the rooms of the house' } },
  create(context) {
    const file = path.relative(context.cwd, context.filename);
    const check = (node, source, typeOnly) => {
      if (typeof source?.value !== 'string') return;
      const fault = findFault(file, source.value, typeOnly);
      if (fault) context.report({ node, message: fault });
    };
    const onlyTypes = (node, kind) =>
      node[kind] === 'type' || (node.specifiers?.length > 0 && node.specifiers.every((specifier) => specifier[kind] === 'type'));
    return {
      ImportDeclaration: (node) => check(node, node.source, onlyTypes(node, 'importKind')),
      ExportNamedDeclaration: (node) => check(node, node.source, onlyTypes(node, 'exportKind')),
      ExportAllDeclaration: (node) => check(node, node.source, node.exportKind === 'type'),
      ImportExpression: (node) => check(node, node.source, false),
      TSImportType: (node) => check(node, node.source ?? node.argument?.literal, true),
      'CallExpression[callee.name="require"]': (node) => check(node, node.arguments[0], false),
    };
  },
};

const pure = {
  meta: { type: 'problem', schema: [], docs: { description: 'the core uses no page, no Node, no clock, no chance and no locale' } },
  create(context) {
    return {
      'Program:exit'(program) {
        for (const reference of globalReferences(context.sourceCode.getScope(program))) {
          const { name } = reference.identifier;
          const isValue = reference.isValueReference !== false;
          if (isValue ? !PURE_GLOBALS.has(name) : FOREIGN_TYPE.test(name)) {
            context.report({ node: reference.identifier, message: `the core must not use the global "${name}"` });
          }
        }
      },
      MemberExpression(node) {
        const call = `${node.object.name}.${node.property.name}`;
        if (IMPURE_CALL.test(call)) context.report({ node, message: `the core must give the same answer every time: no ${call}` });
        if (!node.computed && LOCALE_METHOD.test(node.property.name)) {
          context.report({ node, message: `the core must give the same answer everywhere: no ${node.property.name}` });
        }
      },
      'NewExpression[callee.name="Date"][arguments.length=0]': (node) =>
        context.report({ node, message: 'the core must not read the clock: give new Date() a time' }),
      'MemberExpression[object.name="Intl"]': (node) =>
        context.report({ node, message: 'the core must give the same answer everywhere: no Intl' }),
    };
  },
};

/** References to names that the file itself does not declare. */
function globalReferences(scope) {
  const global = scope.type === 'global' ? scope : scope.upper;
  const known = [...global.variables].filter((variable) => variable.defs.length === 0).flatMap((variable) => variable.references);
  return [...new Set([...global.through, ...known])];
}

export default { meta: { name: 'clawtrace' }, rules: { layers: imports, pure } };

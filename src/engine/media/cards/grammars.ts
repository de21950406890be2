import type { LanguageRegistration } from 'shiki/core';
import bash from 'shiki/langs/shellscript.mjs';
import c from 'shiki/langs/c.mjs';
import cpp from 'shiki/langs/cpp.mjs';
import csharp from 'shiki/langs/csharp.mjs';
import css from 'shiki/langs/css.mjs';
import dart from 'shiki/langs/dart.mjs';
import diff from 'shiki/langs/diff.mjs';
import docker from 'shiki/langs/docker.mjs';
import elixir from 'shiki/langs/elixir.mjs';
import go from 'shiki/langs/go.mjs';
import graphql from 'shiki/langs/graphql.mjs';
import haskell from 'shiki/langs/haskell.mjs';
import html from 'shiki/langs/html.mjs';
import ini from 'shiki/langs/ini.mjs';
import java from 'shiki/langs/java.mjs';
import javascript from 'shiki/langs/javascript.mjs';
import json from 'shiki/langs/json.mjs';
import kotlin from 'shiki/langs/kotlin.mjs';
import lua from 'shiki/langs/lua.mjs';
import make from 'shiki/langs/make.mjs';
import php from 'shiki/langs/php.mjs';
import powershell from 'shiki/langs/powershell.mjs';
import python from 'shiki/langs/python.mjs';
import r from 'shiki/langs/r.mjs';
import ruby from 'shiki/langs/ruby.mjs';
import rust from 'shiki/langs/rust.mjs';
import scala from 'shiki/langs/scala.mjs';
import sql from 'shiki/langs/sql.mjs';
import swift from 'shiki/langs/swift.mjs';
import toml from 'shiki/langs/toml.mjs';
import tsx from 'shiki/langs/tsx.mjs';
import typescript from 'shiki/langs/typescript.mjs';
import xml from 'shiki/langs/xml.mjs';
import yaml from 'shiki/langs/yaml.mjs';
import zig from 'shiki/langs/zig.mjs';

/** A language that code can be highlighted in. */
export interface Grammar {
  /** The name by which its grammar knows itself. */
  id: string;
  /** As people call it. */
  label: string;
  grammar: LanguageRegistration[];
}

const entry = (id: string, label: string, grammar: LanguageRegistration[]): Grammar => ({
  id,
  label,
  grammar,
});

const GRAMMARS: readonly (readonly [names: string, Grammar])[] = [
  ['bash sh shell zsh shellscript console', entry('shellscript', 'Shell', bash)],
  ['c h', entry('c', 'C', c)],
  ['cpp c++ cc cxx hpp', entry('cpp', 'C++', cpp)],
  ['csharp cs c#', entry('csharp', 'C#', csharp)],
  ['css', entry('css', 'CSS', css)],
  ['dart', entry('dart', 'Dart', dart)],
  ['diff patch', entry('diff', 'Diff', diff)],
  ['docker dockerfile', entry('docker', 'Dockerfile', docker)],
  ['elixir ex exs', entry('elixir', 'Elixir', elixir)],
  ['go golang', entry('go', 'Go', go)],
  ['graphql gql', entry('graphql', 'GraphQL', graphql)],
  ['haskell hs', entry('haskell', 'Haskell', haskell)],
  ['html htm', entry('html', 'HTML', html)],
  ['ini properties', entry('ini', 'INI', ini)],
  ['java', entry('java', 'Java', java)],
  ['javascript js mjs cjs jsx', entry('javascript', 'JavaScript', javascript)],
  ['json jsonc json5', entry('json', 'JSON', json)],
  ['kotlin kt kts', entry('kotlin', 'Kotlin', kotlin)],
  ['lua', entry('lua', 'Lua', lua)],
  ['make makefile', entry('make', 'Makefile', make)],
  ['php', entry('php', 'PHP', php)],
  ['powershell ps1 pwsh', entry('powershell', 'PowerShell', powershell)],
  ['python py', entry('python', 'Python', python)],
  ['r', entry('r', 'R', r)],
  ['ruby rb', entry('ruby', 'Ruby', ruby)],
  ['rust rs', entry('rust', 'Rust', rust)],
  ['scala', entry('scala', 'Scala', scala)],
  ['sql', entry('sql', 'SQL', sql)],
  ['swift', entry('swift', 'Swift', swift)],
  ['toml', entry('toml', 'TOML', toml)],
  ['tsx', entry('tsx', 'TSX', tsx)],
  ['typescript ts mts cts', entry('typescript', 'TypeScript', typescript)],
  ['xml svg', entry('xml', 'XML', xml)],
  ['yaml yml', entry('yaml', 'YAML', yaml)],
  ['zig', entry('zig', 'Zig', zig)],
];

/** The grammar for a language as a fence names it (`ts`, `TypeScript`); `undefined` when there is none. */
export function grammarFor(language: string): Grammar | undefined {
  const name = language.trim().toLowerCase();
  return GRAMMARS.find(([names]) => names.split(' ').includes(name))?.[1];
}

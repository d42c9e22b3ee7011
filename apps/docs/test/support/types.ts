import { join } from 'node:path'
import ts from 'typescript'
import { compilerOptions } from './compile.ts'
import { root } from './files.ts'

/** What the public types of the packages say, for pages that list it. */
export class PublicTypes {
  readonly #checker: ts.TypeChecker
  readonly #exports = new Map<string, ts.Symbol>()

  constructor() {
    const entries = ['core', 'dialect-sqlite', 'dialect-postgres', 'dialect-mysql'].map((name) =>
      join(root, 'packages', name, 'src', 'index.ts'),
    )
    const program = ts.createProgram(entries, compilerOptions)
    this.#checker = program.getTypeChecker()
    for (const entry of entries) {
      const file = program.getSourceFile(entry)
      const module = file && this.#checker.getSymbolAtLocation(file)
      for (const symbol of module ? this.#checker.getExportsOfModule(module) : [])
        this.#exports.set(symbol.name, symbol)
    }
  }

  /** The keys of an interface, or the public members of a class. */
  keys(name: string): string[] {
    const members = this.#checker.getPropertiesOfType(this.#type(name))
    return members.map((member) => member.name).filter((key) => !/^(?:#|__|\[)/.test(key))
  }

  /** The members of a union of texts. */
  literals(name: string): string[] {
    const type = this.#type(name)
    return type.isUnion() ? type.types.flatMap((each) => (each.isStringLiteral() ? [each.value] : [])) : []
  }

  /** What a key may be across a union of objects: the `type` of an event. */
  discriminants(name: string, key: string): string[] {
    const type = this.#type(name)
    const found = (type.isUnion() ? type.types : [type]).map((each) => {
      const property = this.#checker.getPropertyOfType(each, key)
      const value = property && this.#checker.getTypeOfSymbol(property)
      return value?.isStringLiteral() ? value.value : ''
    })
    return [...new Set(found)]
  }

  #type(name: string): ts.Type {
    const symbol = this.#exports.get(name)
    if (symbol === undefined) throw new Error(`No package exports ${name}`)
    const own = symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol
    return this.#checker.getDeclaredTypeOfSymbol(own)
  }
}

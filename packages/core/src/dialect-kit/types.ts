import type { DeclaredType, ResolvedType, Types } from '../dialect.ts'
import { LithifyError } from '../errors.ts'

type Named<N extends DeclaredType['name']> = Extract<DeclaredType, { readonly name: N }>
type Plain = Exclude<DeclaredType['name'], 'id' | 'string' | 'decimal' | 'timestamp' | 'native'>

/** The native types of a database, by the declared ones. */
export interface NativeTypes extends Readonly<Record<Plain, string>> {
  readonly id: ResolvedType
  readonly string: (length: number) => string
  readonly decimal: (precision: number, scale: number) => string
  readonly timestamp: (declared: Named<'timestamp'>) => string
}

/**
 * `resolve` of a dialect.
 * @param title The database, for people.
 */
export function typeResolver(title: string, native: NativeTypes): Types['resolve'] {
  return (declared) => {
    switch (declared.name) {
      case 'id':
        return native.id
      case 'string':
        return { type: native.string(declared.length ?? 255) }
      case 'decimal':
        return {
          type: native.decimal(declared.precision ?? 10, declared.scale ?? (declared.precision === undefined ? 2 : 0)),
        }
      case 'timestamp':
        return { type: native.timestamp(declared) }
      case 'native':
        return { type: declared.type }
      default: {
        // What a newer core declares is not there.
        const { name } = declared
        const type: string | undefined = native[name]
        if (typeof type === 'string') return { type }
        throw new LithifyError('LITHIFY_E_UNSUPPORTED', `${title} has no type for ${JSON.stringify(name)}.`)
      }
    }
  }
}

import { defineConfig } from 'tsdown'

export default defineConfig({
  entry: ['src/index.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  // Only this workspace uses the package, and reads its types from the sources.
  dts: false,
  sourcemap: true,
  fixedExtension: false,
})

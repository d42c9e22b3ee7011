import { defineConfig } from 'tsdown'

// Not called "build": nobody who sets the workspace up needs it. `npm run bench` does it in a second.
export default defineConfig({
  entry: ['src/main.ts', 'src/worker.ts'],
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  fixedExtension: false,
})

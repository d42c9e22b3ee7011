export { default } from '../../packages/workspace/vitest-config.ts'

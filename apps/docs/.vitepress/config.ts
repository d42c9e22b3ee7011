import { defineConfig } from 'vitepress'

export default defineConfig({
  title: 'lithify',
  description: 'Database migrations that turn loose layers into stone',
  cleanUrls: true,
})

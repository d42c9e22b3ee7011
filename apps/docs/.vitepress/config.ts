import { defineConfig } from 'vitepress'

export default defineConfig({
  title: 'lithify',
  description: 'Database migrations that turn loose layers into stone',
  lang: 'en',
  cleanUrls: true,
  lastUpdated: false,
  // Only pages: the tests of this site are no part of it.
  srcExclude: ['test/**'],
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Tour', link: '/tour' },
      { text: 'Commands', link: '/commands' },
      { text: 'Errors', link: '/errors' },
    ],
    sidebar: [
      {
        text: 'Using it',
        items: [
          { text: 'A tour', link: '/tour' },
          { text: 'Migrations', link: '/migrations' },
          { text: 'Dump and manifest', link: '/dump' },
          { text: 'Squashing without fear', link: '/squashing' },
          { text: 'Several runners at once', link: '/concurrency' },
        ],
      },
      {
        text: 'Reference',
        items: [
          { text: 'Commands', link: '/commands' },
          { text: 'Config', link: '/config' },
          { text: 'Files', link: '/files' },
          { text: 'Errors and warnings', link: '/errors' },
          { text: 'PostgreSQL', link: '/postgres' },
          { text: 'MySQL and MariaDB', link: '/mysql' },
          { text: 'SQLite', link: '/sqlite' },
        ],
      },
      {
        text: 'Building on it',
        items: [
          { text: 'In programs', link: '/programs' },
          { text: 'Writing a dialect', link: '/dialects' },
        ],
      },
    ],
  },
})

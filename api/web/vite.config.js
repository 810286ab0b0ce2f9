// Build of the console.
//
// Offices run old Chromium (360, Qi'anxin), so syntax and CSS are lowered to Chrome 86. Names carry a
// content hash and nothing of the machine or the time enters the output: two builds give the same bytes.
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vite'

export default defineConfig({
  plugins: [vue()],
  define: { __VUE_OPTIONS_API__: 'false', __VUE_PROD_DEVTOOLS__: 'false' },
  build: {
    target: 'chrome86',
    cssTarget: 'chrome86',
    // Fonts and pictures are never inlined: the content policy allows only files of the server itself.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 800,
    rollupOptions: {
      output: {
        manualChunks: (id) => (/node_modules\/(echarts|zrender|tslib)\//.test(id) ? 'chart' : undefined),
      },
    },
  },
  server: { proxy: { '/v1': process.env.DUIKOU_URL || 'http://127.0.0.1:8080' } },
})

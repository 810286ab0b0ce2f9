// Entry of the console. Element Plus components are imported where they are used, so that only those
// travel; their base styles and our own come first here.
import { createApp } from 'vue'
import 'element-plus/es/components/base/style/css'
import './styles.css'
import App from './App.vue'

createApp(App).mount('#app')

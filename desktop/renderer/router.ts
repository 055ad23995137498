import { createRouter, createWebHistory } from 'vue-router'
import { routes } from './frame/places.ts'

export function createConsoleRouter() {
  return createRouter({ history: createWebHistory(), routes: [...routes] })
}

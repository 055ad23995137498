/**
 * After `npm ci`, on Windows alone. Our scripts begin with the shell's `exec`, so that a signal to npm reaches the server and
 * not a shell in between (docs/decisions/0010); Windows' shell has no such word and no signals: there it runs what follows.
 */
import { writeFileSync } from 'node:fs'

if (process.platform === 'win32') writeFileSync('node_modules/.bin/exec.cmd', '@%*\r\n')

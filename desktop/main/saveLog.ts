import { app, dialog } from 'electron'
import path from 'node:path'
import { writeWhole } from './files.ts'
import { type LogFile } from './LogFile.ts'

/** Asks where to, and writes all that is kept of the log there, for whoever is to look into a fault. */
export async function saveLog(log: LogFile): Promise<void> {
  const day = new Date().toISOString().slice(0, 10)
  const defaultPath = path.join(app.getPath('documents'), `signalbox-${day}.log`)
  const { filePath, canceled } = await dialog.showSaveDialog({ title: 'Save the log', defaultPath })
  if (!canceled && filePath) writeWhole(filePath, log.all())
}

import { type BulkRequest, type BulkSettings, parseBulkRequest } from '../../bulk/bulk-request.ts';
import type { GivenItem } from '../../bulk/bulk-write.ts';
import { HttpError } from '../../http/http-error.ts';
import { parseNewTask, type TaskFields } from './task.ts';

/** Reads `{"tasks": […], "batchSize": 10}`; a faulty task is named and left out. Throws HttpError 400 INVALID_TASKS where there is no list. */
export function parseTasks(body: unknown, settings: BulkSettings): BulkRequest<TaskFields> {
  return parseBulkRequest(body, settings, { name: 'tasks', parse: parseOne, refuse: invalid });
}

function parseOne(task: unknown, index: number): GivenItem<TaskFields> {
  try {
    return { index, item: parseNewTask(task) };
  } catch (error) {
    if (error instanceof HttpError) return { index, fault: error.message };
    throw error;
  }
}

function invalid(message: string): HttpError {
  return new HttpError({ statusCode: 400, code: 'INVALID_TASKS', message });
}

import type { GivenItem } from '../../bulk/bulk-write.ts';
import { HttpError } from '../../http/http-error.ts';
import { parseNewTask, type TaskFields } from './task.ts';

const LARGEST_BATCH = 100;

/** Reads `{"tasks": […], "batchSize": 10}`; a faulty task is named and left out. Throws HttpError 400 INVALID_TASKS where there is no list. */
export function parseTasks(
  body: unknown,
  { maxRows, batchSize }: { readonly maxRows: number; readonly batchSize: number },
): { readonly given: readonly GivenItem<TaskFields>[]; readonly batchSize: number } {
  const fields: Readonly<Record<string, unknown>> = typeof body === 'object' && body !== null ? { ...body } : {};
  const { tasks, batchSize: size = batchSize } = fields;
  if (!Array.isArray(tasks) || tasks.length < 1 || tasks.length > maxRows) {
    throw invalid(`tasks must be a list of 1 to ${maxRows} tasks`);
  }
  if (typeof size !== 'number' || !Number.isInteger(size) || size < 1 || size > LARGEST_BATCH) {
    throw invalid(`batchSize is a whole number from 1 to ${LARGEST_BATCH}`);
  }
  return { given: tasks.map(parseOne), batchSize: size };
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

import type { Result } from 'neverthrow';
import * as z from 'zod/mini';
import { once } from '../once.ts';
import type { RdsCallError } from '../wire/api.ts';
import { id, optionalNumber, optionalText, parseBody, text } from '../wire/parse.ts';
import type { HistoryTask } from './history.ts';

const page = once(() =>
  z.object({
    TotalCount: optionalNumber,
    Items: z.array(
      z.object({
        TaskId: id,
        InstanceId: optionalText,
        TaskType: optionalText,
        Status: text,
        StartTime: optionalText,
        Progress: optionalNumber,
        RemainTime: optionalNumber,
        CurrentStepName: optionalText,
        ReasonCode: optionalText,
      }),
    ),
  }),
);

/** A page of DescribeHistoryTasks. */
export interface HistoryPage {
  readonly total?: number;
  readonly entries: readonly { readonly instanceId: string; readonly task: HistoryTask }[];
}

/** Reads a page of DescribeHistoryTasks. */
export function parseHistoryPage(body: unknown): Result<HistoryPage, RdsCallError> {
  return parseBody('DescribeHistoryTasks', body, page()).map((fields) => ({
    ...(fields.TotalCount === undefined ? {} : { total: fields.TotalCount }),
    entries: fields.Items.map((item) => {
      const startedAt = item.StartTime === undefined ? Number.NaN : Date.parse(item.StartTime);
      return {
        instanceId: item.InstanceId ?? '',
        task: {
          taskId: item.TaskId,
          type: item.TaskType ?? '',
          status: item.Status,
          ...(Number.isNaN(startedAt) ? {} : { startedAt }),
          ...(item.Progress === undefined ? {} : { progress: item.Progress }),
          ...(item.RemainTime === undefined ? {} : { remainingSeconds: item.RemainTime }),
          ...(item.CurrentStepName === undefined ? {} : { currentStep: item.CurrentStepName }),
          ...(item.ReasonCode === undefined ? {} : { reason: item.ReasonCode }),
        },
      };
    }),
  }));
}

/** From where a task that does not run can go on, or that nobody knows. */
export function checkpointText(checkpoint: string | undefined): string {
  return checkpoint === undefined ? 'no checkpoint is known' : `its checkpoint is ${checkpoint}`;
}

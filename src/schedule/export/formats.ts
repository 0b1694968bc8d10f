import { cron } from './cron.ts';
import type { ExportFormat } from './deployment.ts';
import { dockerCompose } from './docker-compose.ts';
import { githubActions } from './github-actions.ts';
import { kubernetes } from './kubernetes.ts';
import { systemd } from './systemd.ts';

/** What can run a schedule, by the name that a person gives. */
export const EXPORT_FORMATS = {
  systemd,
  cron,
  'github-actions': githubActions,
  kubernetes,
  'docker-compose': dockerCompose,
} as const satisfies Readonly<Record<string, ExportFormat>>;

import type { ScheduleSettings } from '../../config/read-schedule.ts';

/** Where a schedule is to be run by something else than this terminal. */
export interface Deployment {
  readonly schedule: ScheduleSettings;
  /** Executable and its first arguments, on this machine. */
  readonly program: readonly string[];
  /** Absolute. */
  readonly configFile: string;
  readonly configText: string;
  readonly stateFolder: string;
  readonly home: string;
  readonly user: string;
  /** `--environment production`, without the config. */
  readonly flags: readonly string[];
  /** Of a container. */
  readonly image: string;
  readonly version: string;
  readonly variables: readonly DeployedVariable[];
}

/** What a run is told by its environment; a secret is never written into a file. */
export interface DeployedVariable {
  readonly name: string;
  readonly secret: boolean;
  readonly describe: string;
}

export interface ExportedFile {
  /** Relative to the folder that it is written to. */
  readonly path: string;
  readonly text: string;
}

/** Something that runs schedules, as files that it reads. */
export interface ExportFormat {
  files(deployment: Deployment): readonly ExportedFile[];
  /** What to do with them, a step each; `folder` is where they are. */
  next(deployment: Deployment, folder: string): readonly string[];
}

/** Where things are in a container; the Dockerfile has the same. */
export const IN_CONTAINER = { config: '/etc/heap-sf/heap.config.yaml', state: '/var/lib/heap-sf' } as const;

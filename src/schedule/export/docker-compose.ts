import { stringify } from 'yaml';
import { type Deployment, type ExportFormat, IN_CONTAINER } from './deployment.ts';

/** https://docs.docker.com/reference/compose-file/services */
export const dockerCompose: ExportFormat = {
  files: (deployment) => [
    { path: 'compose.yaml', text: compose(deployment) },
    { path: 'heap-sf.env.example', text: environmentFile(deployment) },
  ],
  next: ({ image }) => [
    `docker build --tag ${image} .    in the folder of heap-salesforce`,
    'cp heap-sf.env.example heap-sf.env && chmod 600 heap-sf.env, and fill it in',
    'docker compose up --detach && docker compose ps',
  ],
};

function compose({ schedule, image, flags, configFile }: Deployment): string {
  const service = {
    image,
    command: ['schedule', 'run', ...flags],
    init: true,
    restart: 'unless-stopped',
    read_only: true,
    user: '1000:1000',
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    env_file: ['heap-sf.env'],
    volumes: [`${configFile}:${IN_CONTAINER.config}:ro`, `heap-sf-state:${IN_CONTAINER.state}`],
    tmpfs: ['/tmp'],
    // The port is on loopback: only the program itself, inside, can ask.
    healthcheck: {
      test: ['CMD', 'heap-sf', 'schedule', 'health'],
      interval: '30s',
      timeout: '10s',
      retries: 3,
      start_period: '20s',
    },
    stop_grace_period: `${schedule.grace + 30}s`,
  };
  return stringify(
    { name: 'heap-sf', services: { 'heap-sf': service }, volumes: { 'heap-sf-state': {} } },
    { lineWidth: 0 },
  );
}

function environmentFile({ variables }: Deployment): string {
  return variables.map(({ name, describe }) => `# ${describe}\n${name}=\n`).join('');
}

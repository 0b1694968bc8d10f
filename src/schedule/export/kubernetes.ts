import { join } from 'node:path';
import { stringify } from 'yaml';
import { SCHEDULED_KINDS, type ScheduledKind } from '../../config/read-schedule.ts';
import { type Deployment, type ExportFormat, IN_CONTAINER } from './deployment.ts';
import { shellWords } from './shell-words.ts';
import { skipsTime } from './skipped-time.ts';
import { FROM, triggerMinutes } from './trigger-minutes.ts';

const NAME = 'heap-sf';
const SECRET = 'heap-sf-secrets';

/** CronJobs, one for each kind: https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs */
export const kubernetes: ExportFormat = {
  files: (deployment) => [{ path: 'heap-sf.yaml', text: documents(deployment) }],
  next: ({ variables }, folder) => [
    `kubectl create secret generic ${SECRET} ${variables.map(({ name }) => `--from-literal=${name}=…`).join(' ')}`,
    `kubectl apply -f ${shellWords([join(folder, 'heap-sf.yaml')])}`,
  ],
};

function documents(deployment: Deployment): string {
  const labels = { 'app.kubernetes.io/name': NAME };
  const config = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: NAME, labels },
    data: { 'heap.config.yaml': deployment.configText },
  };
  const claim = {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name: NAME, labels },
    spec: { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '10Gi' } } },
  };
  const jobs = SCHEDULED_KINDS.flatMap((kind) => {
    const pattern = deployment.schedule.patterns[kind];
    return pattern === undefined ? [] : [cronJob(deployment, kind, pattern, labels)];
  });
  const remark = `# Secrets come from the Secret "${SECRET}", which is made by hand. The ledger is SQLite: the volume is one
# of a disk and not of NFS, and both jobs run on the node that has it.
`;
  return (
    remark +
    [config, claim, ...jobs].map((one) => stringify(one, { lineWidth: 0, aliasDuplicateObjects: false })).join('---\n')
  );
}

function cronJob(
  { schedule, flags, image }: Deployment,
  kind: ScheduledKind,
  pattern: string,
  labels: Readonly<Record<string, string>>,
) {
  // Clocks may skip the time once a year, and Kubernetes the day with it: the program looks each hour.
  const when = skipsTime(schedule, kind, FROM)
    ? { schedule: `${triggerMinutes(schedule, FROM)} * * * *`, timeZone: 'Etc/UTC' }
    : { schedule: pattern, timeZone: schedule.zone };
  const container = {
    name: NAME,
    image,
    args: ['schedule', 'due', '--only', kind, ...flags],
    envFrom: [{ secretRef: { name: SECRET } }],
    resources: { requests: { cpu: '250m', memory: '512Mi' }, limits: { memory: '2Gi' } },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ['ALL'] },
    },
    volumeMounts: [
      { name: 'config', mountPath: '/etc/heap-sf', readOnly: true },
      { name: 'state', mountPath: IN_CONTAINER.state },
      { name: 'tmp', mountPath: '/tmp' },
    ],
  };
  const pod = {
    restartPolicy: 'Never',
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: schedule.grace + 30,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      runAsGroup: 1000,
      fsGroup: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [container],
    volumes: [
      { name: 'config', configMap: { name: NAME } },
      { name: 'state', persistentVolumeClaim: { claimName: NAME } },
      { name: 'tmp', emptyDir: {} },
    ],
  };
  return {
    apiVersion: 'batch/v1',
    kind: 'CronJob',
    metadata: { name: `${NAME}-${kind}`, labels },
    spec: {
      ...when,
      concurrencyPolicy: 'Forbid',
      // A cluster that was down at midnight makes up for it.
      startingDeadlineSeconds: 43_200,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 5,
      // The program itself knows what is worth another try.
      jobTemplate: { spec: { backoffLimit: 0, template: { metadata: { labels }, spec: pod } } },
    },
  };
}

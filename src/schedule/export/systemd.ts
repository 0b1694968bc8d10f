import { join } from 'node:path';
import { SCHEDULED_KINDS } from '../../config/read-schedule.ts';
import type { Deployment, ExportFormat } from './deployment.ts';
import { onCalendar } from './on-calendar.ts';
import { shellWords } from './shell-words.ts';
import { skipsTime } from './skipped-time.ts';
import { FROM, triggerMinutes } from './trigger-minutes.ts';

/** https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html */
const HARDENING = `NoNewPrivileges=yes
CapabilityBoundingSet=
PrivateTmp=yes
PrivateDevices=yes
ProtectSystem=strict
ProtectHome=read-only
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
UMask=0077`;

/** A service that stays, and beside it a timer that starts one which ends: either will do. */
export const systemd: ExportFormat = {
  files: (deployment) => [
    { path: 'heap-sf.service', text: stayingService(deployment) },
    { path: 'heap-sf-due.service', text: dueService(deployment) },
    { path: 'heap-sf-due.timer', text: timer(deployment) },
  ],
  next: (_, folder) => [
    `sudo cp ${shellWords([join(folder, 'heap-sf.service')])} /etc/systemd/system/ && sudo systemctl daemon-reload`,
    'sudo systemctl enable --now heap-sf.service',
    'Secrets go into /etc/heap-sf/environment, as NAME=value, readable by root alone.',
    'Instead of a process that stays, a timer: heap-sf-due.service and heap-sf-due.timer, of which the timer is enabled.',
  ],
};

function stayingService(deployment: Deployment): string {
  return `[Unit]
Description=Heap and Salesforce: pull every hour, push every night
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
ExecStart=${line(deployment, ['schedule', 'run'])}
Restart=on-failure
RestartSec=30
# A run under way is given its time; what is left then is ended.
KillMode=mixed
TimeoutStopSec=${deployment.schedule.grace + 30}
${common(deployment)}

[Install]
WantedBy=multi-user.target
`;
}

function dueService(deployment: Deployment): string {
  return `[Unit]
Description=Heap and Salesforce: run what is due
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
ExecStart=${line(deployment, ['schedule', 'due'])}
# Half a success is one: what is left goes with the next run.
SuccessExitStatus=68
${common(deployment)}
`;
}

function timer({ schedule }: Deployment): string {
  const lines = SCHEDULED_KINDS.flatMap((kind) => {
    const pattern = schedule.patterns[kind];
    if (pattern === undefined) return [];
    if (!skipsTime(schedule, kind, FROM)) return onCalendar(pattern, schedule.zone).map((text) => `OnCalendar=${text}`);
    return [
      `# Clocks in ${schedule.zone} skip "${pattern}" once a year, and systemd the day with it: the program looks each hour.`,
      ...onCalendar(`${triggerMinutes(schedule, FROM)} * * * *`, 'UTC').map((text) => `OnCalendar=${text}`),
    ];
  });
  return `[Unit]
Description=Heap and Salesforce: when something is due

[Timer]
${[...new Set(lines)].join('\n')}
AccuracySec=1s
# What was due while the machine was off is run once.
Persistent=true

[Install]
WantedBy=timers.target
`;
}

function common({ user, home, stateFolder }: Deployment): string {
  return `User=${user}
WorkingDirectory=${escaped(home)}
Environment=${quoted(`HEAP_SF_STATE=${stateFolder}`)}
EnvironmentFile=-/etc/heap-sf/environment
# The state, and what sf keeps of its logins.
ReadWritePaths=${quoted(`-${stateFolder}`)} ${quoted(`-${home}/.sf`)} ${quoted(`-${home}/.sfdx`)}
${HARDENING}`;
}

function line({ program, configFile, flags }: Deployment, words: readonly string[]): string {
  return [...program, ...words, '--config', configFile, ...flags].map(quoted).join(' ');
}

/** A word of a unit file, where % and $ mean something. */
function quoted(word: string): string {
  const text = escaped(word).replaceAll('$', '$$$$');
  return /^[\w@+=:,./%-]+$/.test(text) ? text : `"${text.replace(/["\\]/g, '\\$&')}"`;
}

function escaped(text: string): string {
  return text.replaceAll('%', '%%');
}

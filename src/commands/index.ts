import { alertsTest } from './alerts-test.ts';
import type { Command } from './command.ts';
import { credits } from './credits.ts';
import { doctor } from './doctor.ts';
import { fieldsDrop } from './fields-drop.ts';
import { fieldsList } from './fields-list.ts';
import { fieldsPull } from './fields-pull.ts';
import { fieldsSelect } from './fields-select.ts';
import { fieldsShow } from './fields-show.ts';
import { init } from './init.ts';
import { joinCheck } from './join-check.ts';
import { localHeapExport, localHeapInfo, localHeapReset, localHeapStart } from './local-heap.ts';
import { metricsApply } from './metrics-apply.ts';
import { metricsList } from './metrics-list.ts';
import { metricsPlan } from './metrics-plan.ts';
import { metricsPreview } from './metrics-preview.ts';
import { metricsRename } from './metrics-rename.ts';
import { metricsRetire } from './metrics-retire.ts';
import { orgInfo, orgReset, orgStart } from './org.ts';
import { orgDropSnapshot, orgList, orgRestore, orgSnapshot } from './org-snapshots.ts';
import { packageLinks } from './package-links.ts';
import { runsList, runsShow } from './runs.ts';
import { runsPrune } from './runs-prune.ts';
import { runsWatch } from './runs-watch.ts';
import { scheduleDue } from './schedule-due.ts';
import { scheduleExport } from './schedule-export.ts';
import { scheduleHealth } from './schedule-health.ts';
import { scheduleRun } from './schedule-run.ts';
import { scheduleShow } from './schedule-show.ts';
import { setup } from './setup.ts';
import { usageHistory } from './usage-history.ts';
import { usageDuplicates, usageUnmatched } from './usage-matching.ts';
import { usagePush } from './usage-push.ts';
import { usageReconcile } from './usage-reconcile.ts';
import { usageRejected } from './usage-rejected.ts';
import { usageRetry } from './usage-retry.ts';

/** All commands, in the order in which help lists them. */
export const COMMANDS: readonly Command[] = [
  init,
  orgStart,
  orgInfo,
  orgReset,
  orgList,
  orgSnapshot,
  orgRestore,
  orgDropSnapshot,
  localHeapStart,
  localHeapInfo,
  localHeapExport,
  localHeapReset,
  setup,
  packageLinks,
  doctor,
  joinCheck,
  metricsList,
  metricsPreview,
  metricsPlan,
  metricsApply,
  metricsRename,
  metricsRetire,
  usagePush,
  usageUnmatched,
  usageDuplicates,
  usageHistory,
  usageRejected,
  usageRetry,
  usageReconcile,
  fieldsList,
  fieldsSelect,
  fieldsDrop,
  fieldsShow,
  fieldsPull,
  scheduleRun,
  scheduleDue,
  scheduleShow,
  scheduleHealth,
  scheduleExport,
  alertsTest,
  credits,
  runsList,
  runsShow,
  runsWatch,
  runsPrune,
];

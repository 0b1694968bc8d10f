import type { Sending } from '../alerts/send-alert.ts';
import { Mistake } from '../base/errors.ts';
import { targetName } from '../config/target-name.ts';
import { defineCommand } from './command.ts';

interface AlertsTested {
  readonly channels: readonly Sending[];
}

export const alertsTest = defineCommand({
  words: ['alerts', 'test'],
  summary: 'Send a test message to each channel of alerts:',
  description: 'What an alert would say, to each webhook, e-mail address and command that heap.config.yaml names.',
  async run({ settings, ledger, clock, log }): Promise<AlertsTested> {
    const { alerts, configFile, target } = settings;
    if (alerts === undefined) throw nobodyToTell(configFile);
    const { tryChannels } = await import('../alerts/tell.ts');
    return { channels: await tryChannels({ alerts, ledger, clock, log, orgName: targetName(target) }) };
  },
  outcome: ({ channels }) => {
    const sent = channels.filter(({ status }) => status === 'sent').length;
    return sent === channels.length ? 'done' : sent === 0 ? 'failed' : 'partly';
  },
  show: ({ channels }, look) =>
    channels
      .map((one) =>
        one.status === 'sent'
          ? `${look.paint('good', 'Sent')} by ${one.channel}`
          : look.wrap(`${look.paint('bad', 'Not sent')} by ${one.channel}: ${one.trouble}`),
      )
      .join('\n'),
});

function nobodyToTell(file: string): Mistake {
  return new Mistake({
    trouble: 'config',
    message: `${file} names nobody to tell: it has no alerts:.`,
    actions: ['Add them: alerts: { to: [{ webhook: HEAP_ALERT_WEBHOOK }] }, with the address in that variable.'],
    facts: { file },
  });
}

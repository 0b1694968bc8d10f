import { dirname } from 'node:path';
import { hostnameOf, isLoopback } from '../base/loopback.ts';
import { Secret } from '../base/secret.ts';
import type { Problem } from './problems.ts';
import type { ConfigFile } from './schema.ts';
import type { YamlFile } from './yaml-file.ts';

/** What is told. Idle: a run that had work and did none, or an export that brings no new event. */
export type AlertCondition = 'failed' | 'late' | 'shrunken' | 'idle' | 'partly';

/** A secret by the environment variable that holds it; no value when that is not set. */
export interface NamedSecret {
  readonly variable: string;
  readonly value?: Secret;
}

export type AlertChannel =
  | { readonly kind: 'webhook'; readonly url: NamedSecret }
  | {
      readonly kind: 'email';
      readonly to: readonly string[];
      readonly from: string;
      readonly host: string;
      readonly port: number;
      readonly security: 'starttls' | 'tls' | 'none';
      readonly user?: string;
      readonly password?: NamedSecret;
    }
  /** Without a shell, in a folder. */
  | { readonly kind: 'command'; readonly argv: readonly [string, ...string[]]; readonly folder: string };

export interface AlertSettings {
  readonly channels: readonly AlertChannel[];
  readonly on: ReadonlySet<AlertCondition>;
  /** Minutes. */
  readonly late: number;
  /** Undefined for never. */
  readonly idleDays?: number;
}

type AlertsForm = NonNullable<ConfigFile['alerts']>;
type ChannelForm = AlertsForm['to'][number];
type Variables = Readonly<Record<string, string | undefined>>;

const USUAL: readonly AlertCondition[] = ['failed', 'late', 'shrunken', 'idle'];

/** What the file says of alerts, with the secrets that it names from the environment; undefined when it says nothing. */
export function readAlerts({ alerts }: ConfigFile, env: Variables, configFile: string): AlertSettings | undefined {
  if (alerts === undefined) return undefined;
  return {
    channels: alerts.to.map((form) => channelOf(form, env, dirname(configFile))),
    on: new Set(alerts.on ?? USUAL),
    late: alerts.late ?? 60,
    ...(alerts.idleDays !== undefined && { idleDays: alerts.idleDays }),
  };
}

function channelOf(form: ChannelForm, env: Variables, folder: string): AlertChannel {
  if ('webhook' in form) return { kind: 'webhook', url: secretOf(form.webhook, env) };
  if ('command' in form) {
    const [program = '', ...args] = form.command;
    return { kind: 'command', argv: [program, ...args], folder };
  }
  const { to, from, host, port, security = 'starttls', user, password } = form.email;
  return {
    kind: 'email',
    to,
    from,
    host,
    port: port ?? (security === 'tls' ? 465 : 587),
    security,
    ...(user !== undefined && { user }),
    ...(password !== undefined && { password: secretOf(password, env) }),
  };
}

function secretOf(variable: string, env: Variables): NamedSecret {
  const value = env[variable]?.trim() ?? '';
  return { variable, ...(value !== '' && { value: new Secret(value) }) };
}

/** What a schema cannot say: that a user and its password go together, and travel where nobody reads along. */
export function alertsProblems({ alerts }: ConfigFile, file: YamlFile): Problem[] {
  return (alerts?.to ?? []).flatMap((form, index): Problem[] => {
    if (!('email' in form)) return [];
    const { user, password, security, host } = form.email;
    const at = file.at(['alerts', 'to', index, 'email']);
    const where = `alerts.to[${index + 1}].email`;
    if ((user === undefined) !== (password === undefined)) {
      const [has, lacks] = user === undefined ? ['password', 'user'] : ['user', 'password'];
      return [{ ...at, because: `${where} has ${has} and no ${lacks}; give both, or neither` }];
    }
    if (password !== undefined && security === 'none' && !isLoopback(hostnameOf(host))) {
      return [{ ...at, because: `${where} would send the password to ${host} in the clear; use starttls or tls` }];
    }
    return [];
  });
}

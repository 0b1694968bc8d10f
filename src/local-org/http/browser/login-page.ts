import type { HostedOrgs } from '../../hosted-org.ts';
import { html } from './html.ts';
import { type Page, problem } from './show-page.ts';
import { nameOf } from './visitor.ts';

export interface LoginState {
  readonly username: string;
  readonly startURL: string | undefined;
  readonly trouble?: string;
}

/** Users that it proposes, of each org. */
const mostProposed = 20;

/** The login page, which asks for no password. */
export function loginPage(orgs: HostedOrgs, { username, startURL, trouble }: LoginState): Page {
  const users = orgs.all().flatMap((org) =>
    org.engine
      .activeUsers()
      .slice(0, mostProposed)
      .map((user) => ({ org, ...user })),
  );
  return {
    title: 'Login',
    body: html`<h1>Log in to the local org</h1>
<p>It is for tests on this machine, and asks for no password.</p>
${trouble === undefined ? undefined : problem(trouble)}
<form method="post" action="/">
<label for="username" class="label">Username</label>
<input type="text" id="username" name="un" value="${username}" list="users" required autofocus autocomplete="off">
<datalist id="users">${users.map((user) => html`<option value="${user.username}">${nameOf(user.org)}</option>`)}</datalist>
${startURL === undefined ? undefined : html`<input type="hidden" name="startURL" value="${startURL}">`}
<button type="submit">Log In</button>
</form>`,
  };
}

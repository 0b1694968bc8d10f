import { installedBook } from '../../engine/packages/installed-packages.ts';
import { shownNumber } from '../../engine/packages/package-records.ts';
import { html } from './html.ts';
import type { Page } from './show-page.ts';
import { confirmationField, headerFor, type Visitor } from './visitor.ts';

/** What a browser sees that was told no page: the installed packages. */
export function homePage(visitor: Visitor): Page {
  const installed = installedBook(visitor.org.engine).all();
  const rows = installed.map(
    ({ name, namespace, number }) =>
      html`<tr><td>${name}</td><td>${namespace ?? ''}</td><td>${shownNumber(number)}</td></tr>`,
  );
  return {
    title: 'Installed Packages',
    header: headerFor(visitor),
    body: html`<h1>Installed Packages</h1>
${
  rows.length === 0
    ? html`<p>None are installed. The address to install one at is <code>/packaging/installPackage.apexp?p0=</code> with the version’s Id, 04t….</p>`
    : html`<table><thead><tr><th>Package Name</th><th>Namespace Prefix</th><th>Version Number</th></tr></thead><tbody>${rows}</tbody></table>`
}
<form method="post" action="/secur/logout.jsp">${confirmationField(visitor)}<button type="submit">Log Out</button></form>`,
  };
}

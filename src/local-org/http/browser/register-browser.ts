import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { ApiError } from '../../engine/api-error.ts';
import type { Market } from '../../engine/packages/market.ts';
import { type HostedOrgs, hasRunOut } from '../../hosted-org.ts';
import { isHere } from '../check-host.ts';
import { wordsOf } from '../oauth/words.ts';
import type { OneTimePasswords } from '../one-time-passwords.ts';
import { homePage } from './home-page.ts';
import { installAsked, installOf, installPage, resultPage } from './install-page.ts';
import { loginPage } from './login-page.ts';
import { problem, showPage } from './show-page.ts';
import { checkConfirmation, checkOrigin, letIn, letOut, type Visitor, visitorOf } from './visitor.ts';

export interface BrowserOptions {
  readonly orgs: HostedOrgs;
  readonly market: Market;
  readonly oneTimePasswords: OneTimePasswords;
  /** Whom the login page proposes. */
  readonly defaultUsername: string;
}

const installAddress = '/packagingSetupUI/ipLanding.app';

/** The pages that people see: to log in, and to install a package. */
export function registerBrowser(app: FastifyInstance, options: BrowserOptions): void {
  const { orgs, market, oneTimePasswords, defaultUsername } = options;

  app.setErrorHandler((error, _request, reply) => {
    if (!(error instanceof ApiError)) throw error;
    showPage(reply, { title: 'Problem', body: problem(error.message) }, error.status);
  });

  app.get('/', (request, reply) => {
    const visitor = visitorOf(request, orgs);
    const { startURL } = wordsOf(request);
    if (visitor !== undefined && startURL === undefined) return showPage(reply, homePage(visitor));
    return showPage(reply, loginPage(orgs, { username: defaultUsername, startURL }));
  });

  app.post('/', (request, reply) => {
    checkOrigin(request);
    const { un: username = '', startURL } = wordsOf(request);
    const again = (trouble: string): FastifyReply =>
      showPage(reply, loginPage(orgs, { username, startURL, trouble }), 403);
    if (!isHere(request)) return again('Nobody can log in here from another machine: no password is asked for.');
    const user = orgs.byUsername(username);
    if (user === undefined || !user.active || hasRunOut(user.org)) return again(`There is no active user ${username}.`);
    letIn(reply, user.org, user.userId, username);
    return reply.redirect(pathOf(startURL), 303);
  });

  // https://help.salesforce.com/s/articleView?id=xcloud.frontdoor_singleaccess.htm
  app.get('/secur/frontdoor.jsp', (request, reply) => {
    const { otp = '', startURL } = wordsOf(request);
    const found = oneTimePasswords.take(otp);
    const user = found?.org.engine.session(found.userId)?.user;
    if (found === undefined || user === undefined) return reply.redirect(loginAddress(pathOf(startURL)), 302);
    letIn(reply, found.org, found.userId, user.username);
    return reply.redirect(pathOf(startURL), 302);
  });

  app.post('/secur/logout.jsp', (request, reply) => {
    whoIsIn(request);
    letOut(reply);
    return reply.redirect('/', 303);
  });

  // Observed: where the address that `sf` gives leads to, in many public instructions.
  app.get('/packaging/installPackage.apexp', (request, reply) => {
    const { p0 = '' } = wordsOf(request);
    return reply.redirect(`${installAddress}?apvId=${encodeURIComponent(p0)}`, 302);
  });

  app.get(installAddress, (request, reply) => {
    const visitor = visitorOf(request, orgs);
    if (visitor === undefined) return reply.redirect(loginAddress(request.url), 302);
    const { apvId = '', install } = wordsOf(request);
    const done = install === undefined ? undefined : installOf(visitor, install);
    return showPage(
      reply,
      done === undefined ? installPage(visitor, market, apvId) : resultPage(visitor, market, done),
    );
  });

  app.post(installAddress, (request, reply) => {
    const visitor = whoIsIn(request);
    const said = wordsOf(request);
    const asked = installAsked(visitor, market, said);
    if ('id' in asked) {
      const { versionId, id } = asked;
      return reply.redirect(`${installAddress}?apvId=${versionId}&install=${id}`, 303);
    }
    return showPage(reply, installPage(visitor, market, said['apvId'] ?? '', asked), 400);
  });

  /** Who sent a form. Throws ApiError (403) unless it was a page of this server that was shown to them. */
  function whoIsIn(request: FastifyRequest): Visitor {
    checkOrigin(request);
    const visitor = visitorOf(request, orgs);
    if (visitor === undefined) throw new ApiError(403, 'FORBIDDEN', 'The session is over. Log in again.');
    checkConfirmation(visitor, wordsOf(request)['_CONFIRMATIONTOKEN']);
    return visitor;
  }
}

/** Observed: where an org sends a browser that nobody is logged in with. */
const loginAddress = (start: string): string => `/?ec=302&startURL=${encodeURIComponent(start)}`;

/** An address on this server, whatever else it says. */
function pathOf(said = '/'): string {
  const here = 'http://localhost';
  const url = URL.parse(said, here);
  return url?.origin === here ? `${url.pathname}${url.search}`.replace(/^\/+/, '/') : '/';
}

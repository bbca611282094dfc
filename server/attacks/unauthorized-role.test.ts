import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import express, { Router } from 'express';
import { allow } from '../http/allow.ts';
import { type RouteEntry, requireRoles, routeList } from '../http/route-list.ts';
import { type Role, reaches, roles } from '../store/account-rows.ts';
import { startTestConsole, type TestConsole } from '../testing/test-console.ts';
import { signedInVisitor, visitor } from '../testing/visitor.ts';

const nameOf: Readonly<Record<Role, string>> = { viewer: 'vic', analyst: 'ann', admin: 'ada' };

let running: TestConsole;
before(async () => {
  running = await startTestConsole({ accounts: { ada: 'admin', ann: 'analyst', vic: 'viewer', sid: 'admin' } });
});
after(() => running.close());

/** The routes, with a value for each parameter; accounts are addressed by a number nobody has. */
const addresses = () => routeList(running.app).map((route) => ({ ...route, path: route.path.replace(/:\w+/g, '999') }));

/** Routes that a role may use, or not. */
const routesFor = (may: (route: RouteEntry) => boolean) => addresses().filter(may);

const reachable = (role: Role, { allowed }: RouteEntry) =>
  allowed === 'anyone' || (allowed !== undefined && reaches(role, allowed));

test('every route says who it is for', () => {
  const routes = routeList(running.app);
  assert.ok(routes.length >= 25, `only ${routes.length} routes were found`);
  assert.deepEqual(
    routes.filter(({ allowed }) => allowed === undefined),
    [],
  );
});

test('a console with a route for nobody in particular is not built', () => {
  const app = express();
  const nested = Router();
  nested.get('/open', (_req, res) => void res.send('secret'));
  app.use(Router().get('/guarded', allow('viewer'), (_req, res) => void res.send('fine')));
  app.use(nested);
  assert.throws(() => requireRoles(app), /got none at GET \/open/);
});

test('a guard that is not the first handler of its route does not count', () => {
  const app = express();
  app.post('/late', (_req, _res, next) => next(), allow('admin'));
  assert.throws(() => requireRoles(app), /POST \/late/);
});

test('only signing in and out, health and the choices of the frame are open to anyone', () => {
  const open = routesFor(({ allowed }) => allowed === 'anyone').map(({ method, path }) => `${method} ${path}`);
  assert.deepEqual(open.sort(), [
    'GET /health',
    'GET /sign-in',
    'POST /language',
    'POST /sign-in',
    'POST /sign-out',
    'POST /theme',
  ]);
});

test('who is not signed in is refused by every other route, pages lead to the sign-in', async () => {
  const nobody = visitor(running.url, { accept: 'application/json' });
  const browser = visitor(running.url, { accept: 'text/html' });
  for (const { method, path } of routesFor(({ allowed }) => allowed !== 'anyone')) {
    assert.equal((await nobody.send(method, path)).status, 401, `${method} ${path}`);
    const answer = await browser.send(method, path);
    assert.equal(answer.status, method === 'GET' ? 303 : 401, `${method} ${path}`);
    if (method === 'GET')
      assert.equal(answer.headers.get('location'), `/sign-in?back=${encodeURIComponent(path)}`, path);
  }
});

for (const role of roles) {
  test(`the role ${role} is refused by every route above it`, async () => {
    const routes = routesFor((route) => !reachable(role, route));
    assert.ok(role === 'admin' || routes.length > 0);
    const somebody = await signedInVisitor(running, nameOf[role]);
    for (const { method, path } of routes)
      assert.equal((await somebody.send(method, path)).status, 403, `${method} ${path}`);
  });

  test(`the role ${role} is let in by every other route`, async () => {
    for (const { method, path } of routesFor((route) => reachable(role, route))) {
      const somebody = await signedInVisitor(running, nameOf[role]);
      const { status } = await somebody.send(method, path);
      assert.ok(![401, 403].includes(status), `${method} ${path} ${status}`);
    }
  });
}

test('the formats of a page are guarded as the page is', async () => {
  const ann = await signedInVisitor(running, 'ann');
  for (const path of ['/admin/accounts.json', '/admin/accounts.csv', '/admin/audit.csv', '/admin/audit.json'])
    assert.equal((await ann.get(path)).status, 403, path);
  for (const path of ['/targets.csv', '/logs.json', '/logs.csv'])
    assert.equal((await visitor(running.url).get(path)).status, 401, path);
});

test('HEAD asks for no less than GET does', async () => {
  assert.equal((await visitor(running.url).send('HEAD', '/admin/audit')).status, 401);
  const vic = await signedInVisitor(running, 'vic');
  assert.equal((await vic.send('HEAD', '/admin/audit')).status, 403);
});

test('a role that is taken away is gone with the next request', async () => {
  const sid = await signedInVisitor(running, 'sid');
  assert.equal((await sid.get('/admin/accounts')).status, 200);
  const { id } = (await running.store.accounts.findByKey('sid'))!;
  await running.store.accounts.change(id, { role: 'viewer' });
  assert.equal((await sid.get('/admin/accounts')).status, 403);
});

test('a disabled account is out at once, with its tokens', async () => {
  const ada = await signedInVisitor(running, 'ada');
  const sid = await signedInVisitor(running, 'sid');
  const { id } = (await running.store.accounts.findByKey('sid'))!;
  assert.equal((await ada.post(`/admin/accounts/${id}/disable`)).status, 303);
  assert.equal((await sid.get('/')).status, 303);
  assert.equal((await sid.post('/theme', { theme: 'dark' })).status, 303);
});

test('a page hides what its reader may not do', async () => {
  const [vic, ann, ada] = await Promise.all(['vic', 'ann', 'ada'].map((name) => signedInVisitor(running, name)));
  const pages = await Promise.all([vic!, ann!, ada!].map((somebody) => somebody.get('/logs')));
  assert.deepEqual(
    pages.map(({ text }) => [/href="\/upload"/.test(text), /href="\/admin\/accounts"/.test(text)]),
    [
      [false, false],
      [true, false],
      [true, true],
    ],
  );
});

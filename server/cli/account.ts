import { hostname, userInfo } from 'node:os';
import { Argument, Command, Option } from 'commander';
import { AppError } from '#errors';
import { type AccountRecord, type Role, roles } from '../store/account-rows.ts';
import type { Store } from '../store/open-store.ts';
import { type Context, describe, leaving, withCommonOptions } from './context.ts';
import { type ExitCode, exitCodes } from './exit-codes.ts';
import { type Column, tableOf } from './output.ts';
import { readPassword } from './read-password.ts';
import { write } from './terminal.ts';

/** `noncoop account`: who may sign in to the console. */
export function accountCommand(context: Context): Command {
  const group = describe(
    new Command('account'),
    'people who may sign in to the console',
    `Manages the accounts of the console, in the database that the settings in the environment name. As long as there is none,
everybody at this machine may do everything and nobody else reaches the console. A password is read from a prompt that
does not show it, from standard input, or from a file; it has at least 12 characters.`,
    [
      'noncoop account add ada --role admin',
      'noncoop account add grace --role analyst --password-file grace.txt',
      'noncoop account list',
    ],
  ).helpCommand(false);
  for (const make of [addCommand, listCommand, roleCommand, passwordCommand, disableCommand, removeCommand])
    group.addCommand(make(context));
  return group;
}

interface PasswordFlags {
  readonly passwordFile?: string;
}

const nameArgument = () => new Argument('<name>', 'name to sign in with');
const passwordOption = () => new Option('--password-file <file>', 'file that holds the password');
const roleOption = () => new Option('--role <role>', 'what it may do').choices(roles).default('viewer' satisfies Role);

function addCommand(context: Context): Command {
  const command = describe(
    new Command('add'),
    'add an account',
    'Adds an account. The first one has to be an admin; once it is there, everybody has to sign in.',
    ['noncoop account add ada --role admin', 'pass show noncoop | noncoop account add ada --role admin'],
  )
    .addArgument(nameArgument())
    .addOption(roleOption())
    .addOption(passwordOption());
  return withCommonOptions(command).action(
    leaving(context, async (name: string, { role, passwordFile }: PasswordFlags & { readonly role: Role }) => {
      const password = await readPassword(context.terminal, passwordFile);
      return change(context, 'account add', async (store, { addAccount }) => {
        const added = await addAccount(store, name, { role, password }, new Date());
        return [added.name, `${added.name} may sign in, as ${role}.`];
      });
    }),
  );
}

function listCommand(context: Context): Command {
  const command = describe(new Command('list'), 'list the accounts', 'Lists the accounts in order of name.', [
    'noncoop account list',
    'noncoop account list --json',
  ]).option('--json', 'print one JSON document');
  return withCommonOptions(command).action(
    leaving(context, (flags: { readonly json?: boolean }) =>
      withStore(context, async (store) => {
        const rows = await store.accounts.list();
        const told = flags.json ? `${JSON.stringify({ ok: true, rows }, null, 2)}\n` : tableOf(columns, rows);
        await write(context.terminal.stdout, told);
        return exitCodes.done;
      }),
    ),
  );
}

function roleCommand(context: Context): Command {
  const command = describe(new Command('role'), 'change what an account may do', 'Changes the role of an account.', [
    'noncoop account role grace admin',
  ])
    .addArgument(nameArgument())
    .addArgument(new Argument('<role>', 'what it may do').choices(roles));
  return withCommonOptions(command).action(
    leaving(context, (name: string, role: Role) =>
      change(context, 'account role', async (store, { accountNamed, changeRole }) => {
        const account = await accountNamed(store, name);
        await changeRole(store, account, role);
        return [account.name, `${account.name} is ${role} now.`];
      }),
    ),
  );
}

function passwordCommand(context: Context): Command {
  const command = describe(
    new Command('password'),
    'give an account another password',
    'Gives an account another password. It is signed out everywhere, its tokens end, and failed sign-ins are forgotten.',
    ['noncoop account password grace'],
  )
    .addArgument(nameArgument())
    .addOption(passwordOption());
  return withCommonOptions(command).action(
    leaving(context, async (name: string, { passwordFile }: PasswordFlags) => {
      const password = await readPassword(context.terminal, passwordFile);
      return change(context, 'account password', async (store, { accountNamed, changePassword }) => {
        const account = await accountNamed(store, name);
        await changePassword(store, account, password);
        return [account.name, `${account.name} has another password and is signed out everywhere.`];
      });
    }),
  );
}

function disableCommand(context: Context): Command {
  const command = describe(
    new Command('disable'),
    'keep an account from signing in',
    'Keeps an account from signing in and ends its sessions and tokens; what it did stays on record.',
    ['noncoop account disable grace', 'noncoop account disable grace --undo'],
  )
    .addArgument(nameArgument())
    .option('--undo', 'let it sign in again');
  return withCommonOptions(command).action(
    leaving(context, (name: string, { undo = false }: { readonly undo?: boolean }) =>
      change(context, undo ? 'account disable --undo' : 'account disable', async (store, accounts) => {
        const account = await accounts.accountNamed(store, name);
        await accounts.disableAccount(store, account, !undo);
        return [account.name, `${account.name} ${undo ? 'may sign in again' : 'may not sign in any more'}.`];
      }),
    ),
  );
}

function removeCommand(context: Context): Command {
  const command = describe(
    new Command('remove'),
    'remove an account',
    'Removes an account with its sessions and tokens; the audit log keeps its name. Without any account nobody has to sign in.',
    ['noncoop account remove grace'],
  ).addArgument(nameArgument());
  return withCommonOptions(command).action(
    leaving(context, (name: string) =>
      change(context, 'account remove', async (store, { accountNamed, removeAccount }) => {
        const account = await accountNamed(store, name);
        await removeAccount(store, account);
        const isOpen = !(await store.accounts.exist());
        return [account.name, `${account.name} is removed.${isOpen ? ' Nobody has to sign in now.' : ''}`];
      }),
    ),
  );
}

type Accounts = typeof import('../accounts/manage-accounts.ts');

/** Makes a change, records who made it, and tells what is changed. */
function change(
  context: Context,
  action: string,
  work: (store: Store, accounts: Accounts) => Promise<readonly [name: string, told: string]>,
): Promise<ExitCode> {
  return withStore(context, async (store) => {
    const [name, told] = await work(store, await import('../accounts/manage-accounts.ts'));
    await store.audit.insert({
      atUtc: new Date().toISOString(),
      account: userInfo().username,
      via: 'command',
      address: hostname(),
      action: `noncoop ${action}`,
      about: name,
      outcome: 'done',
      status: null,
    });
    await write(context.terminal.stdout, `${told}\n`);
    return exitCodes.done;
  });
}

/** Opens the store for the time of some work. A console that runs on the embedded database has it to itself. */
async function withStore(context: Context, work: (store: Store) => Promise<ExitCode>): Promise<ExitCode> {
  const store = await context.services.openStore().catch((error: unknown) => {
    if (!(error instanceof AppError) || error.code !== 'server.data_dir_in_use') throw error;
    throw new AppError(error.code, `${error.message} The embedded database is open to one process at a time.`, {
      hint: 'stop the console, call this command, and start the console again; or use its page /admin/accounts meanwhile',
      cause: error,
    });
  });
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

const columns: readonly Column<AccountRecord>[] = [
  { header: 'name', value: ({ name }) => name },
  { header: 'role', value: ({ role }) => role },
  { header: 'state', value: ({ isDisabled }) => (isDisabled ? 'disabled' : 'active') },
  { header: 'made', value: ({ createdUtc }) => createdUtc },
  { header: 'last sign-in', value: ({ signedInUtc }) => signedInUtc ?? 'never' },
];

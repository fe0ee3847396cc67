/** Named lists: define them, and change, replace and read their entries. */
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  Mutation,
  Query,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import type { ListDefinition } from '../../engine/lists/list.js';
import { jobDone } from '../../services/base/jobs.js';
import type { ChangedList, RejectedEntry } from '../../services/lists/list-entries.js';
import {
  beginReplacement,
  finishReplacement,
  replaceList,
  sendEntries,
} from '../../services/lists/list-replacements.js';
import { changeList, defineList, deleteList, listEntries, listOf, lists } from '../../services/lists/lists.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import { type Context, readsAlone } from '../context.js';
import { PageArgs } from '../page.args.js';
import { ListValue } from '../scalars.js';
import {
  DefineListInput,
  ListEntriesPayload,
  ListEntryPage,
  ListPayload,
  ListReplacementType,
  ListType,
  type ListEntryType,
  type RejectedListEntry,
} from './list.type.js';

const ENTRIES = { nullable: 'items', description: 'At most 10,000 entries.' } as const;
const WAIT = { defaultValue: false, description: 'Answer only when that job is done.' } as const;

const show = (list: ListDefinition): ListType => list;

const showRejected = (rejected: readonly RejectedEntry[]): RejectedListEntry[] =>
  rejected.map(({ index, error: { code, reason, message, path } }) => ({ index, code, reason, message, path }));

async function payload(c: Context, done: ChangedList, wait: boolean): Promise<ListPayload> {
  const job = done.job && wait ? await jobDone(c.services, c.principal.workspace, done.job.id) : done.job;
  return { ...done, list: show(done.list), rejected: showRejected(done.rejected), job };
}

@Resolver(() => ListType)
export class ListResolver {
  @Authorized('segments:read')
  @Query(() => [ListType], { description: 'All named lists.' })
  async lists(@Ctx() c: Context): Promise<ListType[]> {
    return (await lists(c.services, c.principal)).map(show);
  }

  @Authorized('segments:read')
  @Query(() => ListType, { nullable: true, description: 'A named list by its key.' })
  async list(
    @Arg('key', () => String, { description: 'Key of the list.' }) key: string,
    @Ctx() c: Context,
  ): Promise<ListType | undefined> {
    const list = await listOf(c.services, c.principal, key);
    return list && show(list);
  }

  @UseMiddleware(readsAlone)
  @FieldResolver(() => ListEntryPage, {
    description:
      'Entries, for tokens that may look customers up by what the list is of: those of phone and email need profiles:read:personal.',
  })
  async entries(
    @Root() list: ListDefinition,
    @Args(() => PageArgs) { first, after }: PageArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<ListEntryType>> {
    checkFirst(first);
    const found = await listEntries(c.services, c.principal, list, { first: first + 1, after: decodeCursor(after) });
    const shown = (entry: string): ListEntryType => ({ value: list.type === 'NUMBER' ? Number(entry) : entry });
    return toConnection(found, first, (entry) => entry, shown);
  }

  @FieldResolver(() => [String], { description: 'Users of it: segments, layers, tags, drafts, coupons, packs.' })
  async usedBy(@Root() list: ListDefinition, @Ctx() c: Context): Promise<string[]> {
    return (await c.users()).ofList(list.key);
  }

  @Authorized('define')
  @Mutation(() => ListType, { description: 'Defines a named list, or changes its name and description.' })
  async defineList(
    @Arg('input', () => DefineListInput, { description: 'The list.' }) input: DefineListInput,
    @Ctx() c: Context,
  ): Promise<ListType> {
    return show(await defineList(c.services, c.principal, input));
  }

  @Authorized('define')
  @Mutation(() => Boolean, {
    description: 'Removes a list with its entries. CONFLICT while a definition names it. Answers true.',
  })
  async deleteList(
    @Arg('list', () => String, { description: 'Key of the list.' }) list: string,
    @Ctx() c: Context,
  ): Promise<boolean> {
    await deleteList(c.services, c.principal, list);
    return true;
  }

  @Authorized('define')
  @Mutation(() => ListPayload, {
    description:
      "Adds entries to a list. Each is normalized for the list's namespace or type. An entry that does not fit is rejected individually. Affected customers are evaluated.",
  })
  async addToList(
    @Arg('list', () => String, { description: 'Key of the list.' }) list: string,
    @Arg('entries', () => [ListValue], ENTRIES) entries: unknown[],
    @Arg('wait', () => Boolean, WAIT) wait: boolean,
    @Ctx() c: Context,
  ): Promise<ListPayload> {
    return payload(c, await changeList(c.services, c.principal, 'add', list, entries), wait);
  }

  @Authorized('define')
  @Mutation(() => ListPayload, { description: 'Removes entries from a list. Customers it concerns are evaluated.' })
  async removeFromList(
    @Arg('list', () => String, { description: 'Key of the list.' }) list: string,
    @Arg('entries', () => [ListValue], ENTRIES) entries: unknown[],
    @Arg('wait', () => Boolean, WAIT) wait: boolean,
    @Ctx() c: Context,
  ): Promise<ListPayload> {
    return payload(c, await changeList(c.services, c.principal, 'remove', list, entries), wait);
  }

  @Authorized('define')
  @Mutation(() => ListPayload, {
    description:
      'Replaces all entries of a list by those of this call, at once. More than 10,000 are sent by beginListReplacement.',
  })
  async replaceList(
    @Arg('list', () => String, { description: 'Key of the list.' }) list: string,
    @Arg('entries', () => [ListValue], ENTRIES) entries: unknown[],
    @Arg('wait', () => Boolean, WAIT) wait: boolean,
    @Ctx() c: Context,
  ): Promise<ListPayload> {
    return payload(c, await replaceList(c.services, c.principal, list, entries), wait);
  }

  @Authorized('define')
  @Mutation(() => ListReplacementType, {
    description:
      'Begins a replacement of all entries of a list, sent in several calls. The list stays as it is until it is finished. One begun before for the list is given up.',
  })
  beginListReplacement(
    @Arg('list', () => String, { description: 'Key of the list.' }) list: string,
    @Ctx() c: Context,
  ): Promise<ListReplacementType> {
    return beginReplacement(c.services, c.principal, list);
  }

  @Authorized('define')
  @Mutation(() => ListEntriesPayload, {
    description: 'Sends entries of a replacement. Sent again they count once.',
  })
  async sendListEntries(
    @Arg('replacement', () => String, { description: 'Id of the replacement.' }) replacement: string,
    @Arg('entries', () => [ListValue], ENTRIES) entries: unknown[],
    @Ctx() c: Context,
  ): Promise<ListEntriesPayload> {
    const sent = await sendEntries(c.services, c.principal, replacement, entries);
    return { ...sent, rejected: showRejected(sent.rejected) };
  }

  @Authorized('define')
  @Mutation(() => ListPayload, {
    description: 'Makes the entries of a replacement those of its list, all at once, as a new version.',
  })
  async finishListReplacement(
    @Arg('replacement', () => String, { description: 'Id of the replacement.' }) replacement: string,
    @Arg('wait', () => Boolean, WAIT) wait: boolean,
    @Ctx() c: Context,
  ): Promise<ListPayload> {
    return payload(c, await finishReplacement(c.services, c.principal, replacement), wait);
  }
}

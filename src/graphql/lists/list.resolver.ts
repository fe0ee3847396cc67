/** GraphQL resolvers for named lists. They define lists, and change, replace and read their entries. */
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
const WAIT = { defaultValue: false, description: 'Return only when that job is done.' } as const;

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
      'Entries of the list. The token must be allowed to look customers up by the namespace of the list; phone and email need profiles:read:personal.',
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
    return (await c.references()).toList(list.key);
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
    description:
      'Removes a list with its entries and returns true. Rejected with CONFLICT while a definition refers to it.',
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
  @Mutation(() => ListPayload, { description: 'Removes entries from a list. Affected customers are evaluated.' })
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
      'Replaces all entries of a list with those of this call in one step. `beginListReplacement` is for more than 10,000 entries.',
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
      'Begins a replacement of all entries of a list, which are sent in several calls. The list stays unchanged until the replacement is finished. An unfinished replacement of the same list is discarded.',
  })
  beginListReplacement(
    @Arg('list', () => String, { description: 'Key of the list.' }) list: string,
    @Ctx() c: Context,
  ): Promise<ListReplacementType> {
    return beginReplacement(c.services, c.principal, list);
  }

  @Authorized('define')
  @Mutation(() => ListEntriesPayload, {
    description: 'Adds entries to a replacement. Entries that are sent again count once.',
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
    description: 'Finishes a replacement: its entries become those of the list in one step, as a new version.',
  })
  async finishListReplacement(
    @Arg('replacement', () => String, { description: 'Id of the replacement.' }) replacement: string,
    @Arg('wait', () => Boolean, WAIT) wait: boolean,
    @Ctx() c: Context,
  ): Promise<ListPayload> {
    return payload(c, await finishReplacement(c.services, c.principal, replacement), wait);
  }
}

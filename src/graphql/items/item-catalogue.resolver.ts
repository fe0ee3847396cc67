/** GraphQL resolvers for catalogues. They define catalogues, and change and read their entries. */
import {
  Arg,
  Args,
  Authorized,
  Ctx,
  FieldResolver,
  Info,
  Mutation,
  Query,
  Resolver,
  Root,
  UseMiddleware,
} from 'type-graphql';
import type { GraphQLResolveInfo } from 'graphql';
import type { ItemCatalogue } from '../../engine/items/item-catalogue.js';
import type { Item } from '../../engine/items/items.js';
import { jobDone } from '../../services/base/jobs.js';
import { changeItemCatalogue, type CatalogueAction, type ChangedCatalogue } from '../../services/items/item-changes.js';
import { defineItemCatalogue, itemCatalogues, itemEntries } from '../../services/items/item-catalogues.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import { type Context, readsAlone } from '../context.js';
import { withMisfits } from '../rejected-items.js';
import { showValue } from '../scalars.js';
import {
  CatalogueActionEnum,
  CatalogueEntryArgs,
  CatalogueEntryInput,
  CatalogueEntryPage,
  CataloguePayload,
  CatalogueType,
  DefineCatalogueInput,
  type CatalogueEntry,
} from './item-catalogue.type.js';

const showEntry = ({ key, values }: Item): CatalogueEntry => ({
  key,
  values: Object.fromEntries(Object.entries(values).map(([name, value]) => [name, showValue(value, undefined)])),
});

@Resolver(() => CatalogueType)
export class ItemCatalogueResolver {
  @Authorized('segments:read')
  @Query(() => [CatalogueType], { description: 'All catalogues.' })
  async catalogues(@Ctx() c: Context): Promise<CatalogueType[]> {
    return itemCatalogues(c.services, c.principal);
  }

  @Authorized('segments:read')
  @Query(() => CatalogueType, { nullable: true, description: 'A catalogue by its key.' })
  async catalogue(
    @Arg('key', () => String, { description: 'Key of the catalogue.' }) key: string,
    @Ctx() c: Context,
  ): Promise<CatalogueType | undefined> {
    return (await itemCatalogues(c.services, c.principal)).find((one) => one.key === key);
  }

  @UseMiddleware(readsAlone)
  @FieldResolver(() => CatalogueEntryPage, { description: 'Entries of the catalogue, sorted by key.' })
  async entries(
    @Root() catalogue: ItemCatalogue,
    @Args(() => CatalogueEntryArgs) { first, after, prefix }: CatalogueEntryArgs,
    @Ctx() c: Context,
  ): Promise<ConnectionOf<CatalogueEntry>> {
    checkFirst(first);
    const page = { first: first + 1, after: decodeCursor(after), prefix };
    const found = await itemEntries(c.services, c.principal, catalogue, page);
    return toConnection(found, first, ({ key }) => key, showEntry);
  }

  @Authorized('define')
  @Mutation(() => CatalogueType, {
    description: 'Defines a catalogue, or changes the label of an existing one and adds fields to it.',
  })
  defineCatalogue(
    @Arg('input', () => DefineCatalogueInput, { description: 'The catalogue.' }) input: DefineCatalogueInput,
    @Ctx() c: Context,
  ): Promise<CatalogueType> {
    return defineItemCatalogue(c.services, c.principal, input);
  }

  @Authorized('define')
  @Mutation(() => CataloguePayload, {
    description:
      'Changes entries of a catalogue in one step, as one version. An entry that does not fit is rejected individually. Customers are evaluated whose conditions read a changed field.',
  })
  async changeCatalogue(
    @Arg('key', () => String, { description: 'Key of the catalogue.' }) key: string,
    @Arg('action', () => CatalogueActionEnum, { description: 'What to do with the entries.' }) action: string,
    @Arg('entries', () => [CatalogueEntryInput], { description: 'At most 5,000 entries.' })
    entries: CatalogueEntryInput[],
    @Arg('dryRun', () => Boolean, { defaultValue: false, description: 'Validate and count without writing anything.' })
    dryRun: boolean,
    @Arg('wait', () => Boolean, { defaultValue: false, description: 'Return only when that job is done.' })
    wait: boolean,
    @Ctx() c: Context,
    @Info() info: GraphQLResolveInfo,
  ): Promise<CataloguePayload> {
    const given = withMisfits(entries, c.misfits, info);
    const change = { key, action: action as CatalogueAction, entries: given, dryRun };
    const run = (): Promise<ChangedCatalogue> => changeItemCatalogue(c.services, c.principal, change);
    // A dry run changes nothing, so a caller could repeat it without a pause. It therefore waits for a slot, like a
    // query over all customers.
    const done = await (dryRun ? c.questions.during(run, c.principal) : run());
    const job = done.job && wait ? await jobDone(c.services, c.principal.workspace, done.job.id) : done.job;
    const rejected = done.rejected.map(({ index, error: { code, reason, message, path } }) => ({
      ...{ index, code, reason, message, path },
    }));
    return { ...done, rejected, job };
  }
}

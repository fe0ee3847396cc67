/** GraphQL resolvers for boards. A board is an ordered list of saved reports that share one filter. */
import { Arg, Args, Authorized, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import {
  defineBoard,
  filterOf,
  findBoard,
  listBoards,
  reportsOf,
  retireBoard,
} from '../../services/saved-reports/boards.js';
import { REPORTS_DEFINE, REPORTS_READ } from '../../services/saved-reports/reports.js';
import { checkFirst, decodeCursor, toConnection, type ConnectionOf } from '../connection.js';
import type { Context } from '../context.js';
import { PageArgs } from '../page.args.js';
import { BoardConnection, BoardInput, BoardType, ReportType, showBoard, showReport } from './report.type.js';

const KEY = { description: 'Key of the board.' } as const;

@Resolver()
export class BoardResolver {
  @Authorized(REPORTS_READ)
  @Query(() => BoardType, { nullable: true, description: 'A board by its key.' })
  async board(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<BoardType | undefined> {
    const found = await findBoard(c.services, c.principal, key);
    return found && showBoard(found);
  }

  @Authorized(REPORTS_READ)
  @Query(() => BoardConnection, { description: 'Boards by key, including retired ones.' })
  async boards(@Args(() => PageArgs) { first, after }: PageArgs, @Ctx() c: Context): Promise<ConnectionOf<BoardType>> {
    checkFirst(first);
    const page = await listBoards(c.services, c.principal, { first: first + 1, after: decodeCursor(after) });
    return toConnection(page, first, ({ key }) => key, showBoard);
  }

  @Authorized(REPORTS_DEFINE)
  @Mutation(() => BoardType, { description: 'Saves a board, or changes one.' })
  async defineBoard(
    @Arg('input', () => BoardInput, { description: 'The board.' }) input: BoardInput,
    @Ctx() c: Context,
  ): Promise<BoardType> {
    return showBoard(await defineBoard(c.services, c.principal, input));
  }

  @Authorized(REPORTS_DEFINE)
  @Mutation(() => BoardType, { description: 'Retires a board. Its reports stay.' })
  async retireBoard(@Arg('key', () => String, KEY) key: string, @Ctx() c: Context): Promise<BoardType> {
    return showBoard(await retireBoard(c.services, c.principal, key));
  }
}

@Resolver(() => BoardType)
export class BoardFieldsResolver {
  @FieldResolver(() => [ReportType], { description: 'Its reports in order, each computed with the filter.' })
  async reports(@Root() { definition }: BoardType, @Ctx() c: Context): Promise<ReportType[]> {
    const filter = filterOf(definition);
    const reports = await c.inTurn(() => reportsOf(c.services, c.principal, definition));
    return reports.map((report) => showReport(report, filter));
  }
}

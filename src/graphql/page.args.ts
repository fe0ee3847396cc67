/** Arguments of every paged field. */
import { ArgsType, Field, Int } from 'type-graphql';

@ArgsType()
export class PageArgs {
  @Field(() => Int, { description: 'Page size, 1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true, description: 'Cursor to continue from.' }) after?: string;
}

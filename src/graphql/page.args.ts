/** Arguments of every paged field. */
import { ArgsType, Field, Int } from 'type-graphql';

@ArgsType()
export class PageArgs {
  @Field(() => Int, { description: 'How many, 1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true, description: 'Cursor to go on from.' }) after?: string;
}

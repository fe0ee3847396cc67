/** The arguments `first` and `after`, which every paged field has. */
import { ArgsType, Field, Int } from 'type-graphql';

@ArgsType()
export class PageArgs {
  @Field(() => Int, { description: 'Page size, 1 to 100.' }) first!: number;
  @Field(() => String, { nullable: true, description: 'Cursor to continue from.' }) after?: string;
}

/** GraphQL output types of observed event types and fields. */
import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars.js';

@ObjectType('SeenEvent', { description: 'An event type that occurred.' })
class SeenEventType {
  @Field(() => String, { description: 'The event type.' }) type!: string;
  @Field(() => Int, { description: 'Number of stored events. An order counts once for each report of it.' })
  count!: number;
  @Field(() => DateTime, { description: 'Time of the last of these events.' }) lastAt!: number;
}

@ObjectType('SeenEvents', { description: 'Event types that occurred.' })
export class SeenEventsType {
  @Field(() => [SeenEventType], { description: 'Event types, the latest first.' }) types!: readonly SeenEventType[];
  @Field(() => Int, { description: 'Number of event types that begin with the prefix.' }) distinct!: number;
}

@ObjectType('SeenField', { description: 'A field that events have.' })
class SeenFieldType {
  @Field(() => String, { description: 'Name of the field in conditions.' }) name!: string;
  @Field(() => Int, { description: 'Number of events or order lines that have the field.' }) count!: number;
}

@ObjectType('SeenFields', { description: 'Fields that events of a type have.' })
export class SeenFieldsType {
  @Field(() => [SeenFieldType], { description: 'Fields, the most frequent first.' }) fields!: readonly SeenFieldType[];
  @Field(() => Int, { description: 'Number of fields that begin with the prefix.' }) distinct!: number;
}

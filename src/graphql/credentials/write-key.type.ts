/** GraphQL type of write keys. It describes a key without revealing its secret. */
import { Field, Int, ObjectType } from 'type-graphql';
import { DateTime } from '../scalars.js';

@ObjectType({ description: 'Record of a write key. It cannot be used as a key.' })
export class WriteKey {
  @Field(() => String, { description: 'Its id.' }) id!: string;
  @Field(() => String, { description: 'The source of data delivered with it.' }) source!: string;
  @Field(() => String, { nullable: true, description: 'Purpose of the key.' }) label?: string;
  @Field(() => [String], { nullable: true, description: 'Origins that may use it. Null means all, and apps.' })
  origins?: readonly string[];
  @Field(() => Int, {
    nullable: true,
    description: 'Maximum requests per second on each process. Null means the limit of every caller.',
  })
  ratePerSecond?: number;
  @Field(() => [String], {
    nullable: true,
    description: 'The only event types it delivers. Null means all except orders and `consent_withdrawn`.',
  })
  events?: readonly string[];
  @Field(() => [String], { description: 'Order types it delivers.' }) orders!: readonly string[];
  @Field(() => [String], { description: 'Tags that traits may set.' }) traits!: readonly string[];
  @Field(() => String, { description: 'The subject that created it.' }) createdBy!: string;
  @Field(() => DateTime, { description: 'Time of creation.' }) createdAt!: number;
  @Field(() => DateTime, { nullable: true, description: 'Time of the last use, accurate to about an hour.' })
  usedAt?: number;
  @Field(() => DateTime, { nullable: true, description: 'Time of revocation.' }) revokedAt?: number;
  @Field(() => String, { nullable: true, description: 'The subject that revoked it.' }) revokedBy?: string;
}

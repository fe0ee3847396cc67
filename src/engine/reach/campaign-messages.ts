/** Renders the messages of campaigns. Each message is compiled only once for all customers. */
import { messageFor, tagsOfCampaign, type CampaignDefinition, type ChannelDefinition } from './campaign-definition.js';
import type { MessageValue } from './message-format.js';
import { messageValue, namesOfMessages } from './message-names.js';
import { compileMessage, writeBoth, type CompiledMessage } from './message-version.js';
import type { ReachDefinitions, Standing } from './reached-customer.js';

/** Placeholder for the link when a text is rendered only to check whether it can be rendered. */
export const SAMPLE_LINK = 'https://link.invalid/fewer/messages';

/** Selects one message of a campaign. */
interface SelectedMessage {
  readonly campaign: CampaignDefinition;
  readonly channel: string;
  readonly variant: string | undefined;
}

export class CampaignMessages {
  private readonly compiled = new Map<ChannelDefinition, Map<string | undefined, CompiledMessage | undefined>>();

  constructor(private readonly definitions: ReachDefinitions) {}

  /** Returns the names in a message that have no value for a customer. */
  missingIn(selected: SelectedMessage, now: Standing, zone: string | undefined): readonly string[] {
    const written = this.write(selected, now, zone, SAMPLE_LINK);
    return 'missing' in written ? written.missing : [];
  }

  /**
   * Renders a message for a customer. Returns the missing values if the message cannot be rendered. A text that contains
   * the link to fewer messages needs `link`.
   */
  write(
    { campaign, channel: key, variant }: SelectedMessage,
    now: Standing,
    zone: string | undefined,
    link: string | undefined,
  ): ReturnType<typeof writeBoth> {
    const channel = campaign.channels.find((each) => each.channel === key)!;
    const message = this.compile(channel, variant);
    if (!message) return { missing: ['body'] };
    const links: Readonly<Record<string, string>> = link === undefined ? {} : { fewer_messages: link };
    const values = { ...tagValues(campaign, this.definitions, now), link: links };
    return writeBoth(message, values, zone ?? this.definitions.setting.zone);
  }

  private compile(channel: ChannelDefinition, variant: string | undefined): CompiledMessage | undefined {
    let byVariant = this.compiled.get(channel);
    if (!byVariant) this.compiled.set(channel, (byVariant = new Map()));
    if (!byVariant.has(variant)) {
      const names = namesOfMessages(this.definitions.allTags());
      byVariant.set(variant, compileMessage(messageFor(channel, variant), channel.format, names));
    }
    return byVariant.get(variant);
  }
}

/** Returns the values of the tags that the messages of a campaign use. Tags without a value are omitted. */
function tagValues(
  campaign: CampaignDefinition,
  definitions: ReachDefinitions,
  standing: Standing,
): { readonly tag: Readonly<Record<string, MessageValue>> } {
  const values = tagsOfCampaign(campaign).flatMap((key): [string, MessageValue][] => {
    const value = standing.tag(key);
    const type = definitions.tag(key)?.type;
    return value === undefined || type === undefined ? [] : [[key, messageValue(value, type)]];
  });
  return { tag: Object.fromEntries(values) };
}

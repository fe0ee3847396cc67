/**
 * Maps event names of the tracking format to event types. Names that the format defines become built-in event types,
 * which are called the vocabulary.
 */
import { isAbsent, isObject, type Json } from './values.js';

interface FormatEvent {
  readonly type: string;
  /**
   * Derives properties of the built-in vocabulary from properties of the tracking format. If the message already
   * contains a property with the vocabulary name, that property takes precedence.
   */
  readonly derive?: (properties: Json) => Json;
}

const product = ({ product_id: id }: Json): Json => ({ sku: id });
const slot = ({ position, promotion_id: promotion }: Json): Json => ({
  slot: isAbsent(position) ? promotion : position,
});
const coupon = ({ coupon_id: id }: Json): Json => ({ couponId: id });
const email = ({ campaign_id: campaignId, email_id: contactId }: Json): Json => ({
  channel: 'email',
  campaignId,
  contactId,
});
const push = (properties: Json): Json => ({
  channel: 'push',
  campaignId: isObject(properties.campaign) ? properties.campaign.name : undefined,
  ...campaign(properties),
});
const campaign = (properties: Json): Json => (isObject(properties.campaign) ? utm(properties.campaign) : {});

/** Renames campaign fields to the names used in URL parameters, such as `utm_source`. */
export function utm(fields: Json): Json {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => [name === 'name' ? 'utm_campaign' : `utm_${name}`, value]),
  );
}

const FORMAT: Readonly<Record<string, FormatEvent>> = {
  // Events about browsing and promotions.
  'products searched': { type: 'searched' },
  'product list viewed': { type: 'product_list_viewed' },
  'product list filtered': { type: 'product_list_filtered' },
  'promotion viewed': { type: 'slot_viewed', derive: slot },
  'promotion clicked': { type: 'slot_clicked', derive: slot },
  'product clicked': { type: 'product_clicked', derive: product },
  'product viewed': { type: 'product_viewed', derive: product },
  // Events about the cart and the checkout.
  'product added': { type: 'added_to_cart', derive: product },
  'product removed': { type: 'removed_from_cart', derive: product },
  'wishlist product added to cart': { type: 'added_to_cart', derive: product },
  'cart viewed': { type: 'cart_viewed' },
  'checkout started': { type: 'checkout_started' },
  'checkout step viewed': { type: 'checkout_step_viewed' },
  'checkout step completed': { type: 'checkout_step_completed' },
  'payment info entered': { type: 'payment_info_entered' },
  // Events about orders.
  'order updated': { type: 'order_updated' },
  'order completed': { type: 'order_paid' },
  'order refunded': { type: 'order_refunded' },
  'order cancelled': { type: 'order_cancelled' },
  // Entering a coupon code in a cart does not redeem the coupon.
  'coupon entered': { type: 'coupon_entered', derive: coupon },
  'coupon applied': { type: 'coupon_applied', derive: coupon },
  'coupon denied': { type: 'coupon_denied', derive: coupon },
  'coupon removed': { type: 'coupon_removed', derive: coupon },
  // Events about wish lists, shares and reviews.
  'product added to wishlist': { type: 'favourited', derive: product },
  'product removed from wishlist': { type: 'unfavourited', derive: product },
  'product shared': { type: 'shared', derive: product },
  'cart shared': { type: 'cart_shared' },
  'product reviewed': { type: 'reviewed', derive: product },
  // Events about e-mails.
  'email delivered': { type: 'contact_delivered', derive: email },
  'email opened': { type: 'contact_opened', derive: email },
  'email link clicked': { type: 'contact_clicked', derive: email },
  'email bounced': { type: 'contact_bounced', derive: email },
  'email marked as spam': { type: 'contact_marked_as_spam', derive: email },
  unsubscribed: { type: 'contact_unsubscribed', derive: email },
  // Events about apps.
  'application installed': { type: 'app_installed' },
  'application opened': { type: 'app_opened' },
  'application backgrounded': { type: 'app_backgrounded' },
  'application foregrounded': { type: 'app_foregrounded' },
  'application updated': { type: 'app_updated' },
  'application uninstalled': { type: 'app_uninstalled' },
  'application crashed': { type: 'app_crashed' },
  'install attributed': { type: 'install_attributed', derive: campaign },
  'push notification received': { type: 'contact_delivered', derive: push },
  'push notification tapped': { type: 'contact_opened', derive: push },
  'push notification bounced': { type: 'contact_bounced', derive: push },
  'deep link opened': { type: 'deep_link_opened' },
  'deep link clicked': { type: 'deep_link_clicked' },
  // Events about accounts.
  'signed up': { type: 'registered' },
  'account created': { type: 'registered' },
  'signed in': { type: 'logged_in' },
};

/**
 * Matches names that consist of capitalized English words, such as `Video Watched`. The format recommends such names.
 */
const PLAIN = /^[A-Z][a-z0-9]*(?: [A-Z][a-z0-9]*)*$/;

/**
 * Returns the event type for an event name. Names defined by the format are matched regardless of letter case and
 * become types of the vocabulary. The words of other names in the recommended form are joined with underscores, so
 * `Video Watched` becomes `video_watched`. All other names are kept unchanged, so two different names never get the
 * same type.
 */
export function eventNamed(name: string): FormatEvent {
  const known = name.trim().toLowerCase();
  if (Object.hasOwn(FORMAT, known)) return FORMAT[known];
  return { type: PLAIN.test(name) ? name.toLowerCase().replaceAll(' ', '_') : name };
}

/** All event names that the format defines, with their types. Used by documentation and tests. */
export const FORMAT_NAMES: readonly (readonly [name: string, type: string])[] = Object.entries(FORMAT).map(
  ([name, { type }]) => [name, type],
);

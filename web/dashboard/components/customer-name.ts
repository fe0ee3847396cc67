/**
 * Returns the display name of a customer. A member id takes precedence over other identities, and these over device ids
 * and OpenIDs. Without a visible identity, the name is the end of the profile id.
 */
export function nameOf(profile: {
  readonly id: string;
  readonly identities: readonly { readonly namespace: string; readonly value?: string | null }[];
}): string {
  const shown = profile.identities.filter((i) => i.value);
  return (
    (
      shown.find((i) => i.namespace === 'member_id') ??
      shown.find((i) => !/device|openid/.test(i.namespace)) ??
      shown[0]
    )?.value ?? profile.id.slice(-6)
  );
}

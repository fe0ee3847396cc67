/** Maps addresses (such as `#/segments/new`) to pages, so that every page has its own link. */
import {
  ApartmentOutlined,
  AppstoreAddOutlined,
  BookOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  FundOutlined,
  GiftOutlined,
  ImportOutlined,
  LineChartOutlined,
  SendOutlined,
  SettingOutlined,
  SyncOutlined,
  TagsOutlined,
  TeamOutlined,
  SolutionOutlined,
  UserOutlined,
  UsergroupAddOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import { lazyComponent } from './lazy-component.js';
import type { Text } from '../words/zh.js';

const Account = lazyComponent(async () => (await import('../pages/accounts/account.js')).Account);
const Boards = lazyComponent(async () => (await import('../pages/saved-reports/boards.js')).Boards);
const Campaign = lazyComponent(async () => (await import('../pages/reach/campaign.js')).Campaign);
const CampaignEditor = lazyComponent(async () => (await import('../pages/reach/campaign-editor.js')).CampaignEditor);
const Coupons = lazyComponent(async () => (await import('../pages/coupons/coupons.js')).Coupons);
const Customer = lazyComponent(async () => (await import('../pages/profiles/customer.js')).Customer);
const Explorer = lazyComponent(async () => (await import('../pages/saved-reports/explorer.js')).Explorer);
const Identities = lazyComponent(async () => (await import('../pages/identity/identities.js')).Identities);
const Intake = lazyComponent(async () => (await import('../pages/intake-log/intake.js')).Intake);
const Jobs = lazyComponent(async () => (await import('../pages/jobs/jobs.js')).Jobs);
const Layers = lazyComponent(async () => (await import('../pages/layers/layers.js')).Layers);
const Model = lazyComponent(async () => (await import('../pages/models/model.js')).Model);
const Models = lazyComponent(async () => (await import('../pages/models/models.js')).Models);
const Overview = lazyComponent(async () => (await import('../pages/overview/overview.js')).Overview);
const People = lazyComponent(async () => (await import('../pages/accounts/people.js')).People);
const Reach = lazyComponent(async () => (await import('../pages/reach/reach.js')).Reach);
const Segment = lazyComponent(async () => (await import('../pages/segments/segment.js')).Segment);
const SegmentEditor = lazyComponent(async () => (await import('../pages/segments/segment-editor.js')).SegmentEditor);
const Segments = lazyComponent(async () => (await import('../pages/segments/segments.js')).Segments);
const Settings = lazyComponent(async () => (await import('../pages/settings/settings.js')).Settings);
const Strategies = lazyComponent(async () => (await import('../pages/strategies/strategies.js')).Strategies);
const StrategyDetails = lazyComponent(async () => (await import('../pages/strategies/strategy.js')).StrategyDetails);
const Tags = lazyComponent(async () => (await import('../pages/tags/tags.js')).Tags);
const Templates = lazyComponent(async () => (await import('../pages/templates/templates.js')).Templates);

/**
 * Menu entries: the first part of the address, the English label, the icon, and the scope that is required to see the
 * entry.
 */
export const PAGES: readonly (readonly [path: string, label: Text, icon: ReactNode, scope?: string])[] = [
  ['overview', 'Overview', <DashboardOutlined key="i" />],
  ['segments', 'Segments', <TeamOutlined key="i" />],
  ['layers', 'Layers', <ApartmentOutlined key="i" />],
  ['reach', 'Reach', <SendOutlined key="i" />],
  ['explore', 'Explore', <LineChartOutlined key="i" />],
  ['boards', 'Boards', <FundOutlined key="i" />],
  ['models', 'Models', <ExperimentOutlined key="i" />],
  ['strategies', 'Strategies', <BookOutlined key="i" />],
  ['customer', 'Customer', <UserOutlined key="i" />],
  ['identities', 'Identities', <UsergroupAddOutlined key="i" />],
  ['coupons', 'Coupons', <GiftOutlined key="i" />],
  ['tags', 'Tags', <TagsOutlined key="i" />],
  ['templates', 'Templates', <AppstoreAddOutlined key="i" />],
  ['intake', 'Intake', <ImportOutlined key="i" />],
  ['jobs', 'Jobs', <SyncOutlined key="i" />],
  ['people', 'People', <SolutionOutlined key="i" />, 'admin'],
  ['settings', 'Settings', <SettingOutlined key="i" />],
];

/** Returns the page for an address. Returns the overview for an unknown address. */
export function pageOf(parts: readonly string[]): ReactNode {
  const [page, name, part] = parts;
  switch (page) {
    case 'segments':
      return name === 'new' && part === undefined ? (
        <SegmentEditor key="new" />
      ) : name ? (
        part === 'edit' ? (
          <SegmentEditor key={name} of={name} />
        ) : (
          <Segment key={name} of={name} />
        )
      ) : (
        <Segments />
      );
    case 'reach':
      return reachPage(parts.slice(1));
    case 'layers':
      return <Layers key={name ?? ''} of={name} />;
    case 'explore':
      return <Explorer key={name ?? ''} of={name} />;
    case 'boards':
      return <Boards of={name} />;
    case 'models':
      return name ? <Model key={name} of={name} /> : <Models />;
    case 'strategies':
      return strategyPage(name, part);
    case 'customer':
      return <Customer key={name ?? ''} id={name} />;
    case 'identities':
      return <Identities />;
    case 'coupons':
      return <Coupons />;
    case 'tags':
      return <Tags />;
    case 'templates':
      return <Templates />;
    case 'intake':
      return <Intake tab={name} />;
    case 'jobs':
      return <Jobs />;
    case 'account':
      return <Account />;
    case 'people':
      return <People />;
    case 'settings':
      return <Settings />;
    default:
      return <Overview />;
  }
}

/** Returns the library, also with a chosen layer (`#/strategies/for/<layer>`), or the page of a strategy. */
function strategyPage(name?: string, layer?: string): ReactNode {
  if (!name || (name === 'for' && layer)) return <Strategies key={layer ?? ''} layer={layer} />;
  return <StrategyDetails key={name} of={name} />;
}

/**
 * Returns the page of a campaign, its editor, or one of the lists about reach. A new campaign may begin with a proposal
 * (`#/reach/new/<strategy>/<layer>/<expected effect>`).
 */
function reachPage([name, ...rest]: readonly string[]): ReactNode {
  const [key, action] = rest;
  if (name === 'new') return <CampaignEditor key={rest.join('/')} plan={rest} />;
  if (name !== 'campaigns' || !key) return <Reach of={name} />;
  return action === 'edit' ? <CampaignEditor key={key} of={key} /> : <Campaign key={key} of={key} />;
}

/** Returns the parts of the current address. */
export const route = (): string[] =>
  location.hash
    .replace(/^#\/?/, '')
    .split('/')
    .filter((x) => x !== '')
    .map(decoded);

/** Returns a part of an address as text. A part with an invalid percent escape is returned unchanged. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

/** Maps addresses (`#/segments/new`) to pages, so that every page can be linked. */
import {
  ApartmentOutlined,
  AppstoreAddOutlined,
  DashboardOutlined,
  ExperimentOutlined,
  FundOutlined,
  GiftOutlined,
  ImportOutlined,
  LineChartOutlined,
  SettingOutlined,
  SyncOutlined,
  TagsOutlined,
  TeamOutlined,
  SolutionOutlined,
  UserOutlined,
  UsergroupAddOutlined,
} from '@ant-design/icons';
import type { ReactNode } from 'react';
import type { Text } from '../words/zh.js';
import { Account } from '../pages/account/account.js';
import { Boards } from '../pages/reports/boards.js';
import { Explorer } from '../pages/reports/explorer.js';
import { Coupons } from '../pages/coupons/coupons.js';
import { Customer } from '../pages/profiles/customer.js';
import { Identities } from '../pages/identity/identities.js';
import { Intake } from '../pages/intake/intake.js';
import { Jobs } from '../pages/jobs/jobs.js';
import { Layers } from '../pages/layers/layers.js';
import { Model } from '../pages/models/model.js';
import { Models } from '../pages/models/models.js';
import { Overview } from '../pages/overview/overview.js';
import { People } from '../pages/people/people.js';
import { SegmentEditor } from '../pages/segments/segment-editor.js';
import { Segment } from '../pages/segments/segment.js';
import { Segments } from '../pages/segments/segments.js';
import { Settings } from '../pages/settings/settings.js';
import { Tags } from '../pages/tags/tags.js';
import { Templates } from '../pages/templates/templates.js';

/** Menu entries: first part of the address, English label, icon, and the scope without which the entry is not shown. */
export const PAGES: readonly (readonly [path: string, label: Text, icon: ReactNode, scope?: string])[] = [
  ['overview', 'Overview', <DashboardOutlined key="i" />],
  ['segments', 'Segments', <TeamOutlined key="i" />],
  ['layers', 'Layers', <ApartmentOutlined key="i" />],
  ['explore', 'Explore', <LineChartOutlined key="i" />],
  ['boards', 'Boards', <FundOutlined key="i" />],
  ['models', 'Models', <ExperimentOutlined key="i" />],
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

/** Returns the page of an address, or the overview for an unknown address. */
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
    case 'layers':
      return <Layers />;
    case 'explore':
      return <Explorer key={name ?? ''} of={name} />;
    case 'boards':
      return <Boards of={name} />;
    case 'models':
      return name ? <Model key={name} of={name} /> : <Models />;
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
      return <Intake />;
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

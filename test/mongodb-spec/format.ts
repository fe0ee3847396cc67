/**
 * Types of MongoDB's unified test format, as far as this runner supports it: https://github.com/mongodb/specifications,
 * unified-test-format.
 */
import type { Document } from 'mongodb';

export interface Requirement {
  readonly minServerVersion?: string;
  readonly maxServerVersion?: string;
  readonly topologies?: readonly string[];
  readonly serverParameters?: Document;
  readonly auth?: boolean;
  readonly csfle?: unknown;
  readonly serverless?: string;
}

export interface Operation {
  readonly name: string;
  readonly object: string;
  readonly arguments?: Document;
  readonly expectError?: Document;
  readonly expectResult?: unknown;
  readonly saveResultAsEntity?: string;
  readonly ignoreResultAndError?: boolean;
}

export interface ExpectedEvents {
  readonly client: string;
  readonly eventType?: 'command' | 'cmap' | 'sdam';
  readonly events: readonly Document[];
  readonly ignoreExtraEvents?: boolean;
}

export interface CollectionData {
  readonly collectionName: string;
  readonly databaseName: string;
  readonly documents: readonly Document[];
  readonly createOptions?: Document;
}

export interface Test {
  readonly description: string;
  readonly runOnRequirements?: readonly Requirement[];
  readonly skipReason?: string;
  readonly operations: readonly Operation[];
  readonly expectEvents?: readonly ExpectedEvents[];
  readonly outcome?: readonly CollectionData[];
}

export interface TestFile {
  readonly description: string;
  readonly schemaVersion: string;
  readonly runOnRequirements?: readonly Requirement[];
  readonly createEntities?: readonly Document[];
  readonly initialData?: readonly CollectionData[];
  readonly tests: readonly Test[];
}

/** Thrown for a test that is skipped, or that needs a feature that the server does not have. */
export class Skipped extends Error {}

/** Version and topology that the embedded database reports. */
const SERVER_VERSION = '4.4.0';
const TOPOLOGY = 'replicaset';

const compareVersions = (a: string, b: string): number => {
  const [x, y] = [a, b].map((v) => v.split('.').map(Number));
  for (let i = 0; i < 3; i++) if ((x[i] ?? 0) !== (y[i] ?? 0)) return (x[i] ?? 0) - (y[i] ?? 0);
  return 0;
};

/** Returns the reason why no requirement is met. Returns undefined if one is met or there are none. */
export function unmet(requirements: readonly Requirement[] | undefined): string | undefined {
  if (!requirements || requirements.length === 0) return undefined;
  const reasons = requirements.map((r): string | undefined => {
    if (r.minServerVersion && compareVersions(SERVER_VERSION, r.minServerVersion) < 0)
      return `needs MongoDB ${r.minServerVersion}`;
    if (r.maxServerVersion && compareVersions(SERVER_VERSION, r.maxServerVersion.replace('.99', '.999')) > 0)
      return `is for MongoDB up to ${r.maxServerVersion}`;
    if (r.topologies && !r.topologies.includes(TOPOLOGY)) return `is for ${r.topologies.join(' and ')}`;
    if (r.auth) return 'needs authentication';
    if (r.csfle) return 'needs client-side encryption';
    if (r.serverless === 'require') return 'is for serverless clusters';
    if (r.serverParameters && Object.keys(r.serverParameters).some((k) => k !== 'enableTestCommands'))
      return `needs server parameters ${Object.keys(r.serverParameters).join(', ')}`;
    return undefined;
  });
  return reasons.includes(undefined) ? undefined : reasons[0];
}

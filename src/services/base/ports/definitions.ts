/** Storage of the definitions of a workspace, such as tags, segments and layer models. */
import type { Partner } from '../../../engine/definitions/partner.js';
import type { Retention } from '../../../engine/facts/event-retention.js';
import type { LayerModel } from '../../../engine/layers/layers.js';
import type { IdentityNamespace, SegmentDefinition, TagDefinition } from '../../../engine/types.js';
import type { Tx } from './transaction.js';

export interface DefinitionStore {
  tags(workspace: string, tx?: Tx): Promise<TagDefinition[]>;
  segments(workspace: string, tx?: Tx): Promise<SegmentDefinition[]>;
  namespaces(workspace: string, tx?: Tx): Promise<IdentityNamespace[]>;
  /** Returns the number of characters of each stored tag, including retired tags. */
  tagSizes(workspace: string, tx?: Tx): Promise<number[]>;
  /** Returns the number of characters of each stored segment, including drafts and retired segments. */
  segmentSizes(workspace: string, tx?: Tx): Promise<number[]>;
  /** Returns the number of characters of each stored layer model, including drafts and retired models. */
  layerModelSizes(workspace: string, tx?: Tx): Promise<number[]>;
  saveTag(workspace: string, tag: TagDefinition, tx: Tx): Promise<void>;
  /** Removes the unpublished draft of a segment. */
  removeSegmentDraft(workspace: string, key: string, tx: Tx): Promise<void>;
  removeLayerModelDraft(workspace: string, key: string, tx: Tx): Promise<void>;
  saveSegment(workspace: string, segment: SegmentDefinition, tx: Tx): Promise<void>;
  layerModels(workspace: string, tx?: Tx): Promise<LayerModel[]>;
  saveLayerModel(workspace: string, model: LayerModel, tx: Tx): Promise<void>;
  partners(workspace: string, tx?: Tx): Promise<Partner[]>;
  savePartner(workspace: string, partner: Partner, tx: Tx): Promise<void>;
  retentions(workspace: string, tx?: Tx): Promise<Retention[]>;
  saveRetention(workspace: string, retention: Retention, tx: Tx): Promise<void>;
  saveNamespace(workspace: string, namespace: IdentityNamespace, tx: Tx): Promise<void>;
  /** Returns the kept versions of a segment, oldest first. */
  segmentVersions(workspace: string, key: string): Promise<SegmentDefinition[]>;
  segmentVersion(workspace: string, key: string, version: number): Promise<SegmentDefinition | undefined>;
  /** Returns the number of the newest published version of a segment, or 0 if there is none. */
  newestSegmentVersion(workspace: string, key: string): Promise<number>;
}

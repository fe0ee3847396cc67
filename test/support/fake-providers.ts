/** Serves the fake providers of all presets over HTTP, each at a path of its own, and records the requests. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { RenderedRequest } from '../../src/engine/reach/provider-request.js';
import { fakeResponse } from '../../src/services/reach/providers/fake-providers.js';
import { PRESETS, type PresetName } from '../../src/services/reach/providers/provider-presets.js';

export interface ProviderCall extends RenderedRequest {
  readonly preset: PresetName;
}

interface ProviderReply {
  readonly status: number;
  readonly body: string;
}

export class FakeProviders {
  readonly calls: ProviderCall[] = [];
  /** Responses to all requests for a preset, in place of those of its fake provider. */
  readonly instead = new Map<PresetName, ProviderReply>();
  /** The response to the next request for a preset. */
  readonly once = new Map<PresetName, ProviderReply>();
  private readonly server: Server;

  constructor() {
    this.server = createServer((request, reply) => {
      void bodyOf(request).then((body) => {
        const preset = PRESETS.find((name) => request.url?.startsWith(`/${name}/`));
        if (!preset) return reply.writeHead(404).end();
        const headers = request.headers as Record<string, string>;
        const call = { preset, method: request.method!, url: `${this.origin}${request.url}`, headers, body };
        this.calls.push(call);
        const response = this.once.get(preset) ?? this.instead.get(preset) ?? fakeResponse(preset, call);
        this.once.delete(preset);
        return reply.writeHead(response.status, { 'content-type': 'application/json' }).end(response.body);
      });
    });
  }

  async start(): Promise<void> {
    await new Promise<void>((done) => this.server.listen(0, '127.0.0.1', done));
  }

  get place(): string {
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  get origin(): string {
    return `http://${this.place}`;
  }

  of(preset: PresetName): ProviderCall[] {
    return this.calls.filter((call) => call.preset === preset);
  }

  async stop(): Promise<void> {
    await new Promise((done) => this.server.close(done));
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
}

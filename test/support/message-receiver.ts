/** A receiver of webhook messages on a loopback address, whose response status a test can change. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface ReceivedMessage {
  readonly campaign: string;
  readonly body: string;
}

export interface MessageReceiver {
  readonly port: number;
  readonly received: ReceivedMessage[];
  /** HTTP status of the next responses. */
  status: number;
  close(): Promise<void>;
}

export async function startReceiver(): Promise<MessageReceiver> {
  const received: ReceivedMessage[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk: Buffer) => (text += chunk.toString()));
    request.on('end', () => {
      const { data } = JSON.parse(text) as { data: { campaign: string; message?: { body: string } } };
      received.push({ campaign: data.campaign, body: data.message?.body ?? '' });
      response.writeHead(receiver.status).end();
    });
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const receiver: MessageReceiver = {
    port: (server.address() as AddressInfo).port,
    received,
    status: 200,
    close: () => new Promise((done) => server.close(() => done())),
  };
  return receiver;
}

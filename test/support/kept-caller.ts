/** A client for tests that sends requests over a single keep-alive connection. */
import { Agent, request } from 'node:http';

export class KeptCaller {
  private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });

  constructor(
    private readonly port: number,
    private readonly authorization: string,
  ) {}

  /** Sends a document and resolves to the response text. Rejects when the connection fails. */
  ask(query: string): Promise<string> {
    const body = JSON.stringify({ query });
    return new Promise((resolve, reject) => {
      const { agent, port, authorization } = this;
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body), authorization };
      const req = request({ agent, port, host: '127.0.0.1', path: '/graphql', method: 'POST', headers }, (res) => {
        let text = '';
        res.setEncoding('utf8');
        res.on('data', (chunk: string) => (text += chunk));
        res.on('end', () => resolve(text.trim()));
      });
      req.once('error', (error: NodeJS.ErrnoException) => {
        // The server may close an idle connection just as it is reused. That is not an error, so the request is
        // retried.
        if (req.reusedSocket && error.code === 'ECONNRESET') resolve(this.ask(query));
        else reject(error);
      });
      req.end(body);
    });
  }

  close(): void {
    this.agent.destroy();
  }
}

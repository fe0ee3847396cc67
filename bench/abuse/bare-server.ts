/** The baseline of the abuse benchmark: a plain Node HTTP server with `ws` that parses JSON and responds. */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createGunzip } from 'node:zlib';
import { WebSocketServer } from 'ws';

const ANSWER = '{"data":{"__typename":"Query"}}';

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const chunks: Buffer[] = [];
  const body = req.headers['content-encoding'] === 'gzip' ? req.pipe(createGunzip()) : req;
  for await (const chunk of body) chunks.push(chunk as Buffer);
  if (chunks.length > 0) JSON.parse(Buffer.concat(chunks).toString('utf8'));
  res.writeHead(200, { 'content-type': 'application/json', 'content-length': ANSWER.length }).end(ANSWER);
}

const http = createServer((req, res) => void answer(req, res).catch(() => res.writeHead(400).end()));
new WebSocketServer({ server: http }).on('connection', (socket) => {
  socket.on('error', () => undefined);
  socket.on('message', (data: Buffer) => {
    try {
      JSON.parse(data.toString('utf8'));
      socket.send(ANSWER);
    } catch {
      socket.close(4400);
    }
  });
});
http.on('clientError', (_error, socket) => socket.destroy());
process.on('uncaughtException', () => undefined);
http.listen(0, '127.0.0.1', () => console.log(`bare at http://localhost:${(http.address() as { port: number }).port}`));

FROM node:20.20.2-bookworm-slim AS build
WORKDIR /strata
COPY package.json package-lock.json ./
RUN npm ci
COPY . .
RUN npm run build && npm prune --omit=dev

FROM node:20.20.2-bookworm-slim
WORKDIR /strata
ENV NODE_ENV=production STRATA_HOST=0.0.0.0 STRATA_DATA_DIR=/data
RUN mkdir /data && chown node:node /data
COPY --from=build /strata/package.json ./
COPY --from=build /strata/node_modules ./node_modules
COPY --from=build /strata/dist ./dist
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK --start-period=5m CMD node -e "fetch('http://127.0.0.1:4000/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
CMD ["node", "--enable-source-maps", "--max-semi-space-size=64", "dist/src/main.js"]

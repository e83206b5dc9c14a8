# Stand-ins for SQS, SES (with its inbox page), the breach list and the captcha: for compose and laptop clusters, never
# for production. The build context named gnar-base is the image of base.Dockerfile.

# Only what npm reads, so that a change of code installs nothing anew.
FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS manifests
WORKDIR /app
COPY .npmrc package.json package-lock.json ./
COPY packages packages
COPY services services
RUN find packages services -type f ! -name package.json -delete && find packages services -type d -empty -delete

FROM --platform=$BUILDPLATFORM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS build
WORKDIR /app
COPY --from=manifests /app ./
RUN --mount=type=cache,target=/root/.npm npm ci --ignore-scripts
COPY tsconfig.base.json ./
COPY packages packages
COPY services services
COPY services.ts services.types.ts ./
COPY own own
COPY scripts/build scripts/build
RUN npx --no-install tsc -b packages/lodge
RUN node scripts/build/services.ts
# Installed for this platform and for building: no later stage may take it for its own.
RUN rm -rf node_modules packages/*/node_modules services/*/node_modules

FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS production
WORKDIR /app
COPY --from=manifests /app ./
COPY services.ts services.types.ts ./
COPY own own
COPY docker/image/workspaces.ts docker/image/
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --prefer-offline $(node docker/image/workspaces.ts)

FROM production AS content
COPY --from=build /app/packages packages
COPY docker/image docker/image
# Postgres and Redis come from their own images.
RUN node docker/image/assemble.ts packages/lodge image --without=embedded-postgres --without=js-redis-server

FROM gnar-base
ARG SOURCE=unknown
ARG REVISION=unknown
ARG VERSION=0.0.0
LABEL org.opencontainers.image.title="lodge (development only)" \
  org.opencontainers.image.source="$SOURCE" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.revision="$REVISION" \
  org.opencontainers.image.version="$VERSION" \
  dev.project-gnar.sbom="attached: docker buildx imagetools inspect --format '{{ json .SBOM }}'"
COPY --from=content /app/image /app
WORKDIR /app/packages/lodge
EXPOSE 9402 9403 9406
USER 10001:10001
HEALTHCHECK --interval=5s --timeout=3s --start-period=20s --retries=6 CMD ["/usr/local/bin/node", "dist/stand-ins/health.js"]
CMD ["dist/stand-ins/main.js"]

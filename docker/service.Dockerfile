# A node service of services.ts, by --build-arg SERVICE=<name>; the build context named gnar-base is the image of base.Dockerfile.

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

# Installed on the platform that the image is for: password hashing is native.
FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6 AS production
WORKDIR /app
COPY --from=manifests /app ./
COPY services.ts services.types.ts ./
COPY own own
COPY docker/image/workspaces.ts docker/image/
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev --ignore-scripts --prefer-offline $(node docker/image/workspaces.ts)

FROM production AS content
ARG SERVICE
COPY --from=build /app/packages packages
COPY --from=build /app/services services
COPY docker/image docker/image
RUN node docker/image/assemble.ts services/${SERVICE} image
RUN node docker/image/warm.ts image/services/${SERVICE} 10001

FROM gnar-base
ARG SERVICE
ARG SOURCE=unknown
ARG REVISION=unknown
ARG VERSION=0.0.0
LABEL org.opencontainers.image.title="$SERVICE" \
  org.opencontainers.image.source="$SOURCE" \
  org.opencontainers.image.licenses="MIT" \
  org.opencontainers.image.revision="$REVISION" \
  org.opencontainers.image.version="$VERSION" \
  dev.project-gnar.sbom="attached: docker buildx imagetools inspect --format '{{ json .SBOM }}'"
COPY --from=content /app/image /app
WORKDIR /app/services/${SERVICE}
ENV GNAR_PORT=8080 GNAR_HEALTH_PORT=9080
# What was compiled beforehand; and a heap that follows the container's limit of memory, with a small part for the young.
ENV NODE_COMPILE_CACHE=/app/services/${SERVICE}/compile-cache NODE_COMPILE_CACHE_PORTABLE=1
ENV NODE_OPTIONS="--max-old-space-size-percentage=50 --max-semi-space-size=4"
# glibc would give each thread a heap of its own, up to eight for each core, and memory that one has freed no other gets.
ENV MALLOC_ARENA_MAX=2
EXPOSE 8080 9080
USER 10001:10001
# The part for the young begins with half its size: while it grows, the start collects garbage again and again.
# After a whole collection the heap may double before the next: V8 lets a small one grow by half, so that under load one
# followed every half second, each a pause of ten to twenty milliseconds for all requests under way.
# They stand here, so that a command that starts another program of the image, or has more options for Node, keeps them.
ENTRYPOINT ["/usr/local/bin/node", "--min-semi-space-size=2", "--heap-growing-percent=100"]
CMD ["dist/main.js"]

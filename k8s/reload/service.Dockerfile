# A service from its sources, by --build-arg SERVICE=<name>, restarted whenever a file changes. Node runs our TypeScript
# as it is. For skaffold's profile `reload`; what is delivered is docker/service.Dockerfile.
FROM node:24.21.0-bookworm-slim@sha256:0e0ff40c39bc087845bfb27465a0df4ea419520094bc35842ff83dd8cbe6f9b6
WORKDIR /app
COPY --chown=10001:10001 .npmrc package.json package-lock.json tsconfig.base.json ./
COPY --chown=10001:10001 packages packages
COPY --chown=10001:10001 services services
RUN npm ci --ignore-scripts && chown 10001:10001 /app
ARG SERVICE
WORKDIR /app/services/${SERVICE}
ENV GNAR_PORT=8080 GNAR_HEALTH_PORT=9080
USER 10001:10001
ENTRYPOINT ["/usr/local/bin/node"]
CMD ["--conditions=source", "--watch-path=src", "--watch-path=../../packages/gear/src", "src/main.ts"]

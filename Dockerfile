# heap-salesforce as a service that pulls and pushes by itself.
#   docker build --tag heap-salesforce .
# The file system may be read-only; what is kept lies in the volume. Secrets come from the environment when it is started.

FROM node:24-bookworm-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# No scripts: nothing that we need is compiled at the install.
RUN npm ci --ignore-scripts --no-audit --no-fund
COPY tsconfig.json tsconfig.build.json ./
COPY scripts/build.ts scripts/bundle.ts scripts/
COPY src src
RUN npm run build && npm prune --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-bookworm-slim
LABEL org.opencontainers.image.title="heap-salesforce" \
      org.opencontainers.image.licenses="Apache-2.0"
ENV NODE_ENV=production \
    HOME=/var/lib/heap-sf \
    HEAP_SF_STATE=/var/lib/heap-sf \
    HEAP_SF_CONFIG=/etc/heap-sf/heap.config.yaml
WORKDIR /opt/heap-sf
COPY --from=build /app/node_modules node_modules
COPY --from=build /app/dist dist
COPY package.json sfdx-project.json LICENSE ./
COPY config config
COPY force-app force-app
# The program belongs to root and is run by somebody else.
RUN ln -s /opt/heap-sf/dist/cli.js /usr/local/bin/heap-sf \
    && install -d -o node -g node -m 0700 /var/lib/heap-sf
USER 1000:1000
WORKDIR /var/lib/heap-sf
VOLUME ["/var/lib/heap-sf"]
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=10s --start-period=20s --retries=3 CMD ["heap-sf", "schedule", "health"]
ENTRYPOINT ["heap-sf"]
CMD ["schedule", "run"]

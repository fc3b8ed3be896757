// Traefik's dynamic file and its custom resources are made of the same types: a file as the objects it amounts to.
export function asObjects(document) {
  if (!document.http?.routers) return [document];
  const { routers, middlewares, services, serversTransports } = document.http;
  const object = (kind, name, spec) => ({ apiVersion: "traefik.io/v1alpha1", kind, metadata: { name }, spec });
  return [
    ...Object.entries(middlewares).map(([name, spec]) => object("Middleware", name, spec)),
    ...Object.entries(serversTransports).map(([name, spec]) => object("ServersTransport", name, spec)),
    ...Object.entries(routers).map(([name, { entryPoints, rule, priority, middlewares, service, ...more }]) =>
      object("IngressRoute", name, {
        entryPoints,
        ...more,
        routes: [{
          kind: "Rule",
          match: rule,
          priority,
          middlewares: middlewares.map((name) => ({ name })),
          services: [asService(service, services[service].loadBalancer)],
        }],
      })),
  ];
}

// The servers are those behind a Kubernetes service.
function asService(name, { servers, ...more }) {
  return { name, port: "http", ...more };
}

using System.Text.Json.Nodes;
using Storehouse.Http;

namespace Storehouse.Docs;

/// <summary>What the description says once for all routes: conventions, headers, parameters.</summary>
internal static class SharedParts
{
    private const string Conventions = """
        Users, orders and inventory: an order is reserved in full or refused, and stock is never sold twice.

        * **Errors** are `application/problem+json` (RFC 9457) with a stable `code`, a `trace_id`, and for invalid input
          every fault at once in `errors`. Each `type` opens as a page.
        * **Unknown input** is refused: unknown fields and parameters, wrong types, text not in Unicode, numbers out
          of range. Text holds no control characters.
        * **Idempotency**: a POST takes an `Idempotency-Key`. The same key with the same body gives the first answer
          again with `Idempotent-Replayed: true`; with another body, 422. Kept for 24 hours, per caller.
        * **Concurrency**: resources have a strong `ETag`; `If-Match` on a change answers 412 if the version is another,
          `If-None-Match` on a read 304 when it is the same.
        * **Lists** are pages: `limit`, `cursor`, `next_cursor`, and `Link: rel="next"`.
        * **HEAD** is answered wherever GET is, **OPTIONS** everywhere.
        * Times are RFC 3339 in UTC, money is whole minor units with an ISO 4217 currency, ids are opaque.
        """;

    /// <summary>The ETag of an answer that has no version.</summary>
    public const string ContentTag = "ContentTag";

    public static JsonObject Info(string version) => new()
    {
        ["title"] = "Storehouse",
        ["version"] = version,
        ["description"] = Conventions,
        ["contact"] = new JsonObject { ["name"] = "The operator of this server" },
    };

    public static JsonObject Parameter(string name) => new() { ["$ref"] = "#/components/parameters/" + name };

    public static JsonObject Headers(params ReadOnlySpan<string> names)
    {
        var headers = new JsonObject();
        foreach (var name in names)
        {
            headers[name == ContentTag ? "ETag" : name] = new JsonObject { ["$ref"] = "#/components/headers/" + name };
        }

        return headers;
    }

    /// <summary>The parameters and headers that routes refer to.</summary>
    public static JsonObject Components() => JsonNode.Parse("""
        {
          "parameters": {
            "IdempotencyKey": {
              "name": "Idempotency-Key", "in": "header", "required": false,
              "description": "Unique to this operation, so that a retry cannot act twice.",
              "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
              "example": "5f3c9d1e-8f0b-4a53-9a0e-0c1a54a5b1f1"
            },
            "IdempotencyKeyRequired": {
              "name": "Idempotency-Key", "in": "header", "required": true,
              "description": "Unique to this operation, so that a retry cannot act twice.",
              "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
              "example": "5f3c9d1e-8f0b-4a53-9a0e-0c1a54a5b1f1"
            },
            "IdempotencyKeyInVain": {
              "name": "Idempotency-Key", "in": "header", "required": false,
              "description": "Taken, since clients may send one with every POST; yet a repeat acts again.",
              "schema": { "type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$" },
              "example": "5f3c9d1e-8f0b-4a53-9a0e-0c1a54a5b1f1"
            },
            "IfMatch": {
              "name": "If-Match", "in": "header", "required": false,
              "description": "The ETag of the version to change; `*` for any.",
              "schema": { "type": "string" },
              "example": "\"3\""
            },
            "IfNoneMatch": {
              "name": "If-None-Match", "in": "header", "required": false,
              "description": "The ETag of the version at hand: 304 while it is the current one.",
              "schema": { "type": "string" },
              "example": "\"3\""
            },
            "Prefer": {
              "name": "Prefer", "in": "header", "required": false,
              "description": "`respond-async`: 202 once accepted. `wait=N`: N seconds at most. `return=minimal`: bare.",
              "schema": { "type": "string" },
              "example": "wait=5"
            },
            "PreferMinimal": {
              "name": "Prefer", "in": "header", "required": false,
              "description": "`return=minimal`: the answer to a change comes without the resource as it is now.",
              "schema": { "type": "string" },
              "example": "return=minimal"
            }
          },
          "headers": {
            "ETag": {
              "description": "The resource's version (RFC 9110).", "required": true,
              "schema": { "type": "string", "pattern": "^\"[0-9]+(\\.(br|gzip))?\"$" }, "example": "\"3\""
            },
            "ContentTag": {
              "description": "Tells one content from another (RFC 9110); lists in NDJSON have none.", "required": false,
              "schema": { "type": "string", "pattern": "^\"[A-Za-z0-9_-]{22}(\\.(br|gzip))?\"$" },
              "example": "\"pLN3Vg8Yq0mXwS4k1Zb7Rg\""
            },
            "Idempotent-Replayed": {
              "description": "This is the first answer to the Idempotency-Key, given again.", "required": false,
              "schema": { "const": "true" }, "example": "true"
            },
            "Link": {
              "description": "`rel=\"next\"`, while there is more (RFC 8288); `rel=\"successor-version\"`.",
              "required": false,
              "schema": { "type": "string" }, "example": "</api/v1/orders?cursor=AQE>; rel=\"next\""
            },
            "Location": {
              "description": "Where the resource is.", "required": true,
              "schema": { "type": "string", "format": "uri-reference" },
              "example": "/api/v1/orders/ord_01M869H0BXGM9YQWWY5TNX5QFZ"
            },
            "Preference-Applied": {
              "description": "The preferences that were honoured (RFC 7240).", "required": false,
              "schema": { "type": "string" }, "example": "wait=5"
            },
            "Deprecation": {
              "description": "Since when it is deprecated (RFC 9745).", "required": false,
              "schema": { "type": "string" }, "example": "@1796083200"
            },
            "RateLimit": {
              "description": "What is left of the quota, where there is one.", "required": false,
              "schema": { "type": "string" }, "example": "\"caller\";r=99;t=1"
            },
            "RateLimit-Policy": {
              "description": "The quotas, where there are any.", "required": false,
              "schema": { "type": "string" }, "example": "\"caller\";q=100;w=1"
            },
            "Sunset": {
              "description": "When it goes (RFC 8594).", "required": false,
              "schema": { "type": "string" }, "example": "Thu, 01 Jun 2028 00:00:00 GMT"
            },
            "Retry-After": {
              "description": "Seconds to wait.", "required": false,
              "schema": { "type": "integer", "format": "int32", "minimum": 0 }, "example": 1
            },
            "Trace-Id": {
              "description": "The request's trace (W3C Trace Context).", "required": true,
              "schema": { "type": "string", "pattern": "^[0-9a-f]{32}$" },
              "example": "4bf92f3577b34da6a3ce929d0e0e4736"
            },
            "WWW-Authenticate": {
              "description": "The challenge (RFC 6750).", "required": false,
              "schema": { "type": "string" }, "example": "Bearer error=\"invalid_token\""
            }
          }
        }
        """)!.AsObject();
}

/// <summary>The ways in.</summary>
internal static class SecuritySchemes
{
    public const string OAuth = "oauth2";
    private const string Bearer = "bearer";

    private static readonly Dictionary<string, string> ScopeTexts = new()
    {
        [Scopes.OrdersRead] = "Read orders.",
        [Scopes.OrdersWrite] = "Place, change and cancel orders.",
        [Scopes.InventoryRead] = "Read items, balances and ledgers.",
        [Scopes.InventoryWrite] = "Change items and move stock.",
        [Scopes.UsersRead] = "Read one's own profile.",
        [Scopes.UsersWrite] = "Change one's own profile.",
        [Scopes.EventsRead] = "Read what happened.",
        [Scopes.Admin] = "Administer everything.",
    };

    public static JsonArray Of(bool isOpen, string? scope) => isOpen
        ? []
        :
        [
            new JsonObject { [OAuth] = scope is null ? new JsonArray() : new JsonArray(scope) },
            new JsonObject { [Bearer] = new JsonArray() },
        ];

    public static JsonObject All() => new()
    {
        [Bearer] = new JsonObject
        {
            ["type"] = "http",
            ["scheme"] = "bearer",
            ["bearerFormat"] = "JWT",
            ["description"] = "An access token, from `POST /api/v1/login` or the token endpoint.",
        },
        [OAuth] = new JsonObject
        {
            ["type"] = "oauth2",
            ["description"] = "OpenID Connect; see `/.well-known/openid-configuration`.",
            ["flows"] = new JsonObject
            {
                ["authorizationCode"] = Flow("/connect/authorize"),
                ["clientCredentials"] = Flow(),
            },
        },
    };

    private static JsonObject Flow(string? authorization = null)
    {
        var flow = new JsonObject();
        if (authorization is not null)
        {
            flow["authorizationUrl"] = authorization;
        }

        flow["tokenUrl"] = "/connect/token";
        flow["scopes"] = new JsonObject(
            ScopeTexts.Select(pair => KeyValuePair.Create(pair.Key, (JsonNode?)JsonValue.Create(pair.Value))));
        return flow;
    }
}

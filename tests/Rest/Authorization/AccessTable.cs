using Storehouse.Http;
using static Storehouse.Tests.Authorization.Admits;

namespace Storehouse.Tests.Authorization;

/// <summary>
/// Every route of the front end: who may use it. A new route needs a line here. Its path parameters stand for what
/// <see cref="Subjects"/> knows, otherwise for nothing that exists: then <c>done</c> is 404.
/// </summary>
internal static class AccessTable
{
    private const string V1 = Routing.V1;
    private const string Movement = "\"reason\":\"matrix\"}";
    private const string Thing = """{"name":"Thing","unit_price":{"amount":1,"currency":"GBP"}}""";

    public static AccessRow[] Rows { get; } =
    [
        Public("GET /health/live"),
        Public("GET /health/ready"),
        Public("* /metrics"),
        Public("GET /openapi/{version}.json", done: 404),
        Public("GET /docs/{documentName?}") with { Path = "/docs/v1" },
        Public("GET /docs/favicon.svg"),
        Public("GET /docs/scalar.aspnetcore.js"),
        Public("GET /docs/scalar.js"),
        Public("GET /docs/signed-in"),
        Public("GET /problems"),
        Public("GET /problems/{code}", done: 404),
        Public($"POST {V1}/login", done: 400),
        Public("* /sign-in"),
        Public("* /sign-in/second-factor", done: 302),
        Public("* /register"),
        Public("* /connect/authorize", done: 400),
        Public("* /connect/verify", done: 302),
        Public("* /connect/logout"),
        ForAdmins($"GET {V1}/clients"),
        ForAdmins($"POST {V1}/clients", done: 400),
        ForAdmins($"GET {V1}/clients/{{id}}", done: 404),
        ForAdmins($"PATCH {V1}/clients/{{id}}", done: 404),
        ForAdmins($"DELETE {V1}/clients/{{id}}", done: 404),
        ForAdmins($"POST {V1}/clients/{{id}}/secret", done: 404),

        Public("* /account", done: 302),
        Public("* /account/authenticator", done: 302),
        Public("* /account/passkeys", done: 302),
        Public("GET /account/passkeys.js"),
        Public("* /account/complete-registration"),
        Public("GET /account/verify-email"),
        Public("POST /account/verify-email"),
        Public("GET /account/forgot-password"),
        Public("POST /account/forgot-password"),
        Public("GET /account/reset-password"),
        Public("POST /account/reset-password"),
        Public($"POST {V1}/login/passkey/options"),
        Public($"POST {V1}/login/passkey", done: 400),

        Public($"POST {V1}/users", done: 400),
        Public($"POST {V1}/users/registration/complete", done: 400),
        Public($"POST {V1}/users/email/verify", done: 400),
        Public($"POST {V1}/users/password/forgot", done: 400),
        Public($"POST {V1}/users/password/reset", done: 400),
        Signed($"POST {V1}/users/me/email/verification", Scopes.UsersWrite, done: 409),
        Signed($"GET {V1}/users/me/totp", Scopes.UsersRead),
        Signed($"POST {V1}/users/me/totp", Scopes.UsersWrite, done: 400),
        Signed($"POST {V1}/users/me/totp/confirm", Scopes.UsersWrite, done: 400),
        Signed($"POST {V1}/users/me/totp/recovery-codes", Scopes.UsersWrite, done: 400),
        Signed($"POST {V1}/users/me/totp/disable", Scopes.UsersWrite, done: 400),
        Signed($"GET {V1}/users/me/passkeys", Scopes.UsersRead),
        Signed($"POST {V1}/users/me/passkeys/options", Scopes.UsersWrite, done: 400),
        Signed($"POST {V1}/users/me/passkeys", Scopes.UsersWrite, done: 400),
        Signed($"DELETE {V1}/users/me/passkeys/{{id}}", Scopes.UsersWrite, done: 404),
        Signed($"GET {V1}/users/me/sessions", Scopes.UsersRead),
        Signed($"DELETE {V1}/users/me/sessions", Scopes.UsersWrite, done: 204),
        Signed($"DELETE {V1}/users/me/sessions/{{id}}", Scopes.UsersWrite, done: 404),
        ForAdmins($"DELETE {V1}/users/{{id}}/sessions", done: 204),
        Signed($"GET {V1}/users/me", Scopes.UsersRead),
        Signed($"PATCH {V1}/users/me", Scopes.UsersWrite, body: """{"name":"Somebody"}"""),
        Signed($"DELETE {V1}/users/me", Scopes.UsersWrite, done: 412) with { IfMatch = "\"0\"" },
        Signed($"GET {V1}/users/me/export", Scopes.UsersRead),
        ForAdmins($"GET {V1}/users/{{id}}"),
        ForAdmins($"POST {V1}/users/{{id}}/roles", body: """{"roles":["customer"]}"""),
        ForAdmins($"POST {V1}/users/{{id}}/lock"),
        ForAdmins($"POST {V1}/users/{{id}}/unlock"),

        Signed($"GET {V1}/items", scope: null),
        Signed($"GET {V1}/items/{{sku}}", scope: null),
        ForStaff($"PUT {V1}/items/{{sku}}", Scopes.InventoryWrite, body: Thing),
        ForStaff($"PATCH {V1}/items/{{sku}}", Scopes.InventoryWrite, body: """{"name":"Thing"}""") with
        {
            IfMatch = "*",
        },
        Signed($"GET {V1}/inventory/{{sku}}", Scopes.InventoryRead),
        Signed($"GET {V1}/inventory/{{sku}}/ledger", Scopes.InventoryRead),
        Moves("receipts", """{"quantity":1,"""),
        Moves("adjustments", """{"quantity":1,"""),
        Moves("transfers", """{"quantity":1,"from":"main","to":"rear","""),
        Moves("counts", """{"counted":500000,"""),

        Signed(
            $"POST {V1}/orders", Scopes.OrdersWrite, done: 201, body: """{"lines":[{"sku":"{sku}","quantity":1}]}"""),
        Signed($"GET {V1}/orders", Scopes.OrdersRead),
        ForOwners($"GET {V1}/orders", Scopes.OrdersRead) with
        {
            Path = $"{V1}/orders?user_id={{owner}}",
            IsHidden = false,
        },
        Signed($"GET {Routing.V2}/orders", Scopes.OrdersRead),
        ForOwners($"GET {V1}/orders/{{id}}", Scopes.OrdersRead),
        ForOwners($"GET {V1}/orders/{{id}}/events", Scopes.OrdersRead),
        ForOwners($"POST {V1}/orders/{{id}}/confirm", Scopes.OrdersWrite) with
        {
            Path = $"{V1}/orders/{{held}}/confirm",
        },
        ForOwners($"POST {V1}/orders/{{id}}/cancel", Scopes.OrdersWrite),
        ForStaff($"POST {V1}/orders/{{id}}/shipments", Scopes.OrdersWrite, done: 201) with { IsHidden = true },
        ForOwners($"POST {V1}/orders/{{id}}/returns", Scopes.OrdersWrite, done: 201, body: "{" + Movement) with
        {
            Path = $"{V1}/orders/{{shipped}}/returns",
        },

        ForStaff($"GET {V1}/events", Scopes.EventsRead),
        ForAdmins($"GET {V1}/imports"),
        ForAdmins($"POST {V1}/imports/items", done: 415),
        ForAdmins($"POST {V1}/imports/orders", done: 415),
        ForAdmins($"GET {V1}/imports/{{id}}", done: 404),
        ForAdmins($"GET {V1}/imports/{{id}}/rejections", done: 404),
        ForAdmins($"GET {V1}/webhooks"),
        ForAdmins($"POST {V1}/webhooks", done: 400, body: "{}"),
        ForAdmins($"GET {V1}/webhooks/{{id}}", done: 404),
        ForAdmins($"PATCH {V1}/webhooks/{{id}}", done: 404, body: "{}"),
        ForAdmins($"DELETE {V1}/webhooks/{{id}}", done: 404),
        ForAdmins($"POST {V1}/webhooks/{{id}}/secret", done: 404, body: "{}"),
        ForAdmins($"POST {V1}/webhooks/{{id}}/replay", done: 404, body: """{"from":"start"}"""),
        ForAdmins($"GET {V1}/webhooks/{{id}}/backlog", done: 404),
        ForAdmins($"GET {V1}/webhooks/{{id}}/deliveries", done: 404),
        ForAdmins($"GET {V1}/verify"),
        ForAdmins($"GET {V1}/cluster"),
    ];

    private static AccessRow Public(string route, int done = 200, string? body = null) =>
        new(route, Everyone, null, done, body);

    private static AccessRow Signed(string route, string? scope, int done = 200, string? body = null) =>
        new(route, SignedIn, scope, done, body);

    private static AccessRow ForOwners(string route, string scope, int done = 200, string? body = null) =>
        new(route, OwnersAndStaff, scope, done, body);

    private static AccessRow ForStaff(string route, string scope, int done = 200, string? body = null) =>
        new(route, Staff, scope, done, body);

    private static AccessRow ForAdmins(string route, int done = 200, string? body = null) =>
        new(route, Admins, Scopes.Admin, done, body);

    private static AccessRow Moves(string name, string body) => ForStaff(
        $"POST {V1}/inventory/{{sku}}/{name}", Scopes.InventoryWrite, done: 201, body: body + Movement);
}

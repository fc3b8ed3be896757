using Storehouse.Docs;
using Storehouse.Http;

namespace Storehouse.Identity;

/// <summary>What the description of the API says about clients.</summary>
internal static class ClientOperations
{
    private const string SampleId = "cli_4f2a9c0de1b34756a8c9d0e1f2a3b4c5";
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly ClientBody Sample = new(
        SampleId, "Warehouse app", ClientKind.Confidential,
        [ClientGrant.AuthorizationCode, ClientGrant.RefreshToken], ["https://app.example/callback"],
        ["https://app.example/"], [Http.Scopes.OrdersRead], Trusted: false, ClientOrigin.Api, Noon, Noon);

    private static readonly ClientBody WithSecret =
        Sample with { Secret = "q0rDk1m0y8bq3bQyV2sXh0c9T0u7l4Yz5r1w8n6p3Ao" };

    public static Operation List => new Operation("listClients", Chapters.Access, "List clients")
        .Says("The programs that may ask for tokens, by id.")
        .Asks(query => ClientEndpoints.ReadPage(query))
        .Answers(200, "A page.", ClientJson.Default.PageClientBody, new([Sample], null), Sends.NextLink);

    public static Operation Create => new Operation("createClient", Chapters.Access, "Register a client")
        .Says("The answer holds the secret of a confidential client, which is never shown again.")
        .TakesKey()
        .Takes("NewClient", ClientFields.Read, """
            {"name":"Warehouse app","grants":["authorization_code","refresh_token"],
             "redirect_uris":["https://app.example/callback"],"post_logout_redirect_uris":["https://app.example/"],
             "scopes":["orders.read"]}
            """,
            ("type", "`confidential` when not given: it runs where only its makers reach it, and keeps a secret."),
            ("redirect_uris", "One at least with `authorization_code`; https, or the loopback of native programs."),
            ("post_logout_redirect_uris", "Where people may be sent after they sign out."),
            ("scopes", "The most it may ask for, beside `openid` and `offline_access`."),
            ("trusted", "True: people are not asked whether they agree."))
        .Answers(
            201, "Registered.", ClientJson.Default.ClientBody, WithSecret, Sends.ETag | Sends.Location);

    public static Operation Show => new Operation("getClient", Chapters.Access, "Show a client")
        .At("id", "The client.", SampleId)
        .Answers(200, "The client.", ClientJson.Default.ClientBody, Sample, Sends.ETag);

    public static Operation Change => new Operation("patchClient", Chapters.Access, "Change a client")
        .Says("A merge patch (RFC 7396): what is not named stays; a list is replaced as a whole.")
        .At("id", "The client.", SampleId)
        .TakesIfMatch()
        .Takes("ClientChange", ClientFields.ReadChange, """{"name":"Warehouse","trusted":true}""")
        .AsMergePatch()
        .Answers(
            200, "Changed.", ClientJson.Default.ClientBody, Sample with { Name = "Warehouse", Trusted = true },
            Sends.ETag)
        .Refuses(ProblemKinds.ManagedBySettings);

    public static Operation Delete => new Operation("deleteClient", Chapters.Access, "Remove a client")
        .Says("Its tokens cease to work.")
        .At("id", "The client.", SampleId)
        .TakesIfMatch()
        .Answers(204, "Removed.")
        .Refuses(ProblemKinds.ManagedBySettings);

    public static Operation RenewSecret => new Operation(
        "renewClientSecret", Chapters.Access, "Give a client a new secret")
        .Says("The answer holds it; it is never shown again.")
        .At("id", "The client.", SampleId)
        .TakesKey().TakesIfMatch()
        .Takes(
            "SecretRenewal", ClientEndpoints.ReadOverlap, """{"keep_previous_for":"PT1H"}""",
            ("keep_previous_for", "How long the one before still opens: ISO 8601, seven days at most; not at all "
                + "when not given."))
        .BodyOptional()
        .Answers(200, "Renewed.", ClientJson.Default.ClientBody, WithSecret, Sends.ETag)
        .Refuses(ProblemKinds.ManagedBySettings, ProblemKinds.HasNoSecret);
}

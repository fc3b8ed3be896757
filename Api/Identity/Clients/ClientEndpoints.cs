using System.Collections.Immutable;
using System.Diagnostics;
using Storehouse.Docs;
using Storehouse.Http;

namespace Storehouse.Identity;

/// <summary><c>/api/v1/clients</c>: the programs that may ask for tokens, for administrators.</summary>
internal static class ClientEndpoints
{
    private const string Path = Routing.V1 + "/clients";
    private const string ListName = "clients";
    private const string MergePatch = "application/merge-patch+json";
    private static readonly TimeSpan SecretKeptMax = TimeSpan.FromDays(7);

    public static void MapClients(this IEndpointRouteBuilder routes)
    {
        var clients = routes.MapGroup(Path).RequireScope(Scopes.Admin);
        clients.MapGet("", List).OffersList().Describe(ClientOperations.List);
        clients.MapPost("", Create).Describe(ClientOperations.Create);
        clients.MapGet("/{id}", Show).Describe(ClientOperations.Show);
        clients.MapPatch("/{id}", Change).Describe(ClientOperations.Change);
        clients.MapDelete("/{id}", Delete).Describe(ClientOperations.Delete);
        clients.MapPost("/{id}/secret", RenewSecret).Describe(ClientOperations.RenewSecret);
    }

    internal static (int Limit, ImmutableArray<string>? After) ReadPage(QueryFields query) =>
        (query.Limit(), query.Cursor(ListName));

    internal static TimeSpan ReadOverlap(JsonFields body) =>
        body.OptionalDuration("keep_previous_for", SecretKeptMax) ?? TimeSpan.Zero;

    private static async Task<IResult> List(HttpContext context, Clients clients)
    {
        var query = new QueryFields(context.Request);
        var (limit, after) = ReadPage(query);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        return await Lists.Answer(
            context, ListName, after, limit, Read, ClientJson.Default.PageClientBody, ClientJson.Default.ClientBody);

        async Task<Rows<ClientBody>> Read(ImmutableArray<string>? place, int most) => Lists.Cut(
            await clients.List(place?[0], most + 1, context.RequestAborted), most, client => [client.Id]);
    }

    private static async Task<IResult> Show(HttpContext context, string id, Clients clients) =>
        QueryFields.None(context.Request) is { } problem
            ? problem
            : Answer(await clients.Find(id, context.RequestAborted));

    private static async Task<IResult> Create(HttpContext context, Caller caller, Clients clients)
    {
        using var body = await JsonBody.Read(context);
        var client = ClientFields.Read(body);
        IdempotencyKey? key = null;
        if ((body.Problem()
            ?? IdempotencyKey.Read(context.Request, caller.Id, body.Raw, required: false, out key))
            is { } problem)
        {
            return problem;
        }

        var reply = await clients.Create(client, key, context.RequestAborted);
        return Answer(reply, StatusCodes.Status201Created, $"{Path}/{reply.Client?.Id}");
    }

    private static async Task<IResult> Change(HttpContext context, string id, Clients clients)
    {
        using var body = await JsonBody.Read(context, mediaTypes: MergePatch);
        var change = ClientFields.ReadChange(body);
        IfMatch condition = default;
        if ((body.Problem() ?? IfMatch.Read(context.Request, out condition)) is { } problem)
        {
            return problem;
        }

        var version = await VersionOf(condition, id, clients, context);
        var reply = await clients.Change(
            id,
            client =>
            {
                var changed = change(client);
                ClientFields.CheckWhole(body, changed);
                return changed;
            },
            version,
            () => body.Problem() is null,
            context.RequestAborted);
        return reply.Outcome == ClientOutcome.Invalid ? body.Problem()! : Answer(reply);
    }

    private static async Task<IResult> Delete(HttpContext context, string id, Clients clients)
    {
        IfMatch condition = default;
        if ((QueryFields.None(context.Request) ?? IfMatch.Read(context.Request, out condition)) is { } problem)
        {
            return problem;
        }

        var version = await VersionOf(condition, id, clients, context);
        var reply = await clients.Delete(id, version, context.RequestAborted);
        return reply.Outcome == ClientOutcome.Done ? Answers.NoContent() : Answer(reply);
    }

    private static async Task<IResult> RenewSecret(HttpContext context, Caller caller, string id, Clients clients)
    {
        using var body = await JsonBody.Read(context, allowEmpty: true);
        var keepFor = ReadOverlap(body);
        IdempotencyKey? key = null;
        IfMatch condition = default;
        if ((body.Problem()
            ?? IdempotencyKey.Read(context.Request, caller.Id, body.Raw, required: false, out key)
            ?? IfMatch.Read(context.Request, out condition)) is { } problem)
        {
            return problem;
        }

        var version = await VersionOf(condition, id, clients, context);
        return Answer(await clients.RenewSecret(id, keepFor, key, version, context.RequestAborted));
    }

    private static ValueTask<long?> VersionOf(
        IfMatch condition, string id, Clients clients, HttpContext context) =>
        condition.Version(async () => await clients.Find(id, context.RequestAborted)
            is { Outcome: ClientOutcome.Done, Version: var version } ? version : null);

    private static IResult Answer(
        ClientReply reply, int status = StatusCodes.Status200OK, string? location = null) =>
        reply.Outcome switch
        {
            ClientOutcome.Done => Answers.Json(
                reply.Client!,
                ClientJson.Default.ClientBody,
                status,
                reply.Version,
                location,
                reply.Replayed),
            ClientOutcome.IdempotencyKeyReused => Problems.IdempotencyKeyReused(),
            ClientOutcome.NotFound => Problems.NotFound("There is no such client."),
            ClientOutcome.ManagedBySettings => Problems.Of(
                ProblemKinds.ManagedBySettings, "The server's settings say what this client is."),
            ClientOutcome.HasNoSecret => Problems.Of(
                ProblemKinds.HasNoSecret, "A public client has no secret to renew."),
            ClientOutcome.VersionMismatch => Problems.VersionMismatch(reply.Version),
            ClientOutcome.Overtaken => Problems.Unavailable(),
            _ => throw new UnreachableException(reply.Outcome.ToString()),
        };
}

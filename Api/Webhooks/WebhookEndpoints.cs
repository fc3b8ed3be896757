using System.Collections.Immutable;
using System.Globalization;
using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Journal;
using Storehouse.Webhooks.Store;

namespace Storehouse.Webhooks;

/// <summary><c>/api/v1/webhooks</c>: who is told of events.</summary>
public static class WebhookEndpoints
{
    private const string WebhookList = "webhooks";

    public static IEndpointRouteBuilder MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var webhooks = routes.MapGroup(Routing.V1 + "/webhooks").RequireScope(Scopes.Admin);
        webhooks.MapGet("", List).OffersList().Describe(WebhookDescriptions.List);
        webhooks.MapPost("", (HttpContext context, Caller caller, WebhookRequests requests) =>
            requests.Create(context, caller)).Describe(WebhookDescriptions.Create);
        webhooks.MapGet("/{id}", Show).Describe(WebhookDescriptions.Show);
        webhooks.MapPatch("/{id}", (HttpContext context, string id, WebhookRequests requests) =>
            requests.Change(context, id)).Describe(WebhookDescriptions.Change);
        webhooks.MapDelete("/{id}", (HttpContext context, string id, WebhookRequests requests) =>
            requests.Delete(context, id)).Describe(WebhookDescriptions.Delete);
        webhooks.MapPost("/{id}/secret", (HttpContext context, Caller caller, string id, WebhookRequests requests) =>
            requests.Rotate(context, caller, id)).Describe(WebhookDescriptions.Rotate);
        webhooks.MapPost("/{id}/replay", (HttpContext context, Caller caller, string id, WebhookRequests requests) =>
            requests.Replay(context, caller, id)).Describe(WebhookDescriptions.Replay);
        webhooks.MapGet("/{id}/backlog", ShowBacklog).Describe(WebhookDescriptions.ShowBacklog);
        webhooks.MapGet("/{id}/deliveries", ListDeliveries).OffersList().Describe(WebhookDescriptions.ListDeliveries);
        return routes;
    }

    internal static (int Limit, ImmutableArray<string>? After) ReadPage(QueryFields query) =>
        (query.Limit(), query.Cursor(WebhookList));

    internal static DeliveryQuery ReadDeliveryQuery(QueryFields query, string id)
    {
        var limit = query.Limit();
        var eventId = query.Text("event_id");
        var outcome = query.Enum<LoggedOutcome>("outcome");
        var list = $"webhooks/{id}/deliveries?{eventId}&{outcome}";
        return new(limit, eventId, outcome, list, query.Cursor(list));
    }

    internal static Problem NotFound() => Problems.NotFound("There is no such webhook.");

    private static async Task<IResult> List(HttpContext context, WebhookStore store, TimeProvider clock)
    {
        var query = new QueryFields(context.Request);
        var (limit, after) = ReadPage(query);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        return await Lists.Answer(
            context, WebhookList, after, limit, Read, WebhookHttpJson.Default.PageWebhookResource,
            WebhookHttpJson.Default.WebhookResource);

        async Task<Rows<WebhookResource>> Read(ImmutableArray<string>? place, int most)
        {
            var found = await store.List(place is [var id] ? id : "", most + 1);
            return Lists.Cut([.. found.Select(webhook => WebhookResource.From(webhook, now))], most, row => [row.Id]);
        }
    }

    private static async Task<IResult> Show(
        HttpContext context, string id, WebhookStore store, TimeProvider clock)
    {
        if (QueryFields.None(context.Request) is { } problem)
        {
            return problem;
        }

        return await store.Find(id) is { Webhook: var webhook }
            ? Answers.Json(
                WebhookResource.From(webhook, clock.GetUtcNow()), WebhookHttpJson.Default.WebhookResource,
                version: webhook.Version)
            : NotFound();
    }

    private static async Task<IResult> ShowBacklog(
        HttpContext context, string id, WebhookStore store, IJournal journal)
    {
        if (QueryFields.None(context.Request) is { } problem)
        {
            return problem;
        }

        return await store.Find(id) is { Progress: var progress }
            ? Answers.Json(
                BacklogResource.From(progress, await journal.Head(context.RequestAborted)),
                WebhookHttpJson.Default.BacklogResource)
            : NotFound();
    }

    private static async Task<IResult> ListDeliveries(
        HttpContext context, string id, WebhookStore store, AttemptLog log)
    {
        var query = new QueryFields(context.Request);
        var asked = ReadDeliveryQuery(query, id);
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (await store.Find(id) is null)
        {
            return NotFound();
        }

        return await Lists.Answer(
            context, asked.List, asked.After, asked.Limit, Read, WebhookHttpJson.Default.PageDeliveryResource,
            WebhookHttpJson.Default.DeliveryResource);

        async Task<Rows<DeliveryResource>> Read(ImmutableArray<string>? place, int most)
        {
            var before = place is [var last] && long.TryParse(
                last, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
            var found = await log.Read(id, before, asked.EventId, asked.Outcome, most + 1);
            return Lists.Cut(
                [.. found.Select(DeliveryResource.From)], most,
                row => [row.Number.ToString(CultureInfo.InvariantCulture)]);
        }
    }

    /// <param name="List">What its cursors are bound to.</param>
    internal sealed record DeliveryQuery(
        int Limit, string? EventId, LoggedOutcome? Outcome, string List, ImmutableArray<string>? After);
}

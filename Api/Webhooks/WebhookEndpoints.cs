using System.Globalization;
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
        webhooks.MapGet("", List).OffersList();
        webhooks.MapPost("", (HttpContext context, Caller caller, WebhookRequests requests) =>
            requests.Create(context, caller));
        webhooks.MapGet("/{id}", Show);
        webhooks.MapPatch("/{id}", (HttpContext context, string id, WebhookRequests requests) =>
            requests.Change(context, id));
        webhooks.MapDelete("/{id}", (HttpContext context, string id, WebhookRequests requests) =>
            requests.Delete(context, id));
        webhooks.MapPost("/{id}/secret", (HttpContext context, Caller caller, string id, WebhookRequests requests) =>
            requests.Rotate(context, caller, id));
        webhooks.MapPost("/{id}/replay", (HttpContext context, Caller caller, string id, WebhookRequests requests) =>
            requests.Replay(context, caller, id));
        webhooks.MapGet("/{id}/backlog", ShowBacklog);
        webhooks.MapGet("/{id}/deliveries", ListDeliveries).OffersList();
        return routes;
    }

    internal static Problem NotFound() => Problems.NotFound("There is no such webhook.");

    private static async Task<IResult> List(HttpContext context, WebhookStore store, TimeProvider clock)
    {
        var query = new QueryFields(context.Request);
        var limit = query.Limit();
        var after = query.Cursor(WebhookList) is [var id] ? id : "";
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        var found = await store.List(after, limit + 1);
        var next = found.Length > limit ? Cursor.Encode(WebhookList, found[limit - 1].Id) : null;
        var now = clock.GetUtcNow();
        return Answers.Page(
            new([.. found.Take(limit).Select(webhook => WebhookResource.From(webhook, now))], next),
            WebhookHttpJson.Default.PageWebhookResource);
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
        var limit = query.Limit();
        var eventId = query.Text("event_id");
        var outcome = query.Enum<LoggedOutcome>("outcome");
        var list = $"webhooks/{id}/deliveries?{eventId}&{outcome}";
        var before = query.Cursor(list) is [var last] && long.TryParse(
            last, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
        if (query.Problem() is { } problem)
        {
            return problem;
        }

        if (await store.Find(id) is null)
        {
            return NotFound();
        }

        var found = await log.Read(id, before, eventId, outcome, limit + 1);
        var next = found.Length > limit
            ? Cursor.Encode(list, found[limit - 1].Number.ToString(CultureInfo.InvariantCulture))
            : null;
        return Answers.Page(
            new([.. found.Take(limit).Select(DeliveryResource.From)], next),
            WebhookHttpJson.Default.PageDeliveryResource);
    }
}

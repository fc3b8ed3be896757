using Microsoft.Extensions.Options;
using Storehouse.Events;
using Storehouse.Http;
using Storehouse.Journal;
using Storehouse.Webhooks.Sending;
using Storehouse.Webhooks.Store;

namespace Storehouse.Webhooks;

/// <summary>Requests that make and change webhooks.</summary>
internal sealed class WebhookRequests(
    WebhookStore store, WebhookChanges changes, WebhookSender sender, IOptions<WebhookOptions> options,
    WebhookAnswers answers, IJournal journal, TimeProvider clock)
{
    private const string MergePatch = "application/merge-patch+json";
    private const int SecretsMax = 5;

    public async Task<IResult> Delete(HttpContext context, string id)
    {
        IfMatch condition = default;
        if ((QueryFields.None(context.Request) ?? IfMatch.Read(context.Request, out condition)) is { } problem)
        {
            return problem;
        }

        if (await store.Find(id) is not { Webhook: var webhook })
        {
            return WebhookEndpoints.NotFound();
        }

        if (await Stale(condition, webhook) is { } stale)
        {
            return stale;
        }

        await store.Delete(id);
        changes.Announce();
        return Answers.NoContent();
    }

    public async Task<IResult> Create(HttpContext context, Caller caller)
    {
        using var body = await JsonBody.Read(context);
        var head = EventPlace.EndOf(await journal.Head(context.RequestAborted));
        var (url, description, types, place) = WebhookFields.ReadNew(body, options.Value, sender.Rules, head);
        IdempotencyKey? key = null;
        if ((body.Problem() ?? IdempotencyKey.Read(context.Request, caller.Id, body.Raw, false, out key))
            is { } problem)
        {
            return problem;
        }

        var now = clock.GetUtcNow();
        var webhook = new Webhook(
            Webhook.NewId(), url!, description, types ?? [], WebhookStatus.Enabled, null,
            [new(WebhookSignature.NewSecret(), now, null)], now, now, Version: 1, Epoch: 1);
        var answer = WebhookAnswer.Of(
            WebhookResource.From(webhook, now, showsSecret: true), StatusCodes.Status201Created, webhook.Version,
            WebhookResource.PathOf(webhook.Id));
        return await answers.Under(
            key, answer, keyed => store.Create(webhook, place ?? head, options.Value.WebhooksMax, keyed));
    }

    public async Task<IResult> Change(HttpContext context, string id)
    {
        using var body = await JsonBody.Read(context, mediaTypes: MergePatch);
        var (url, description, types, status) = WebhookFields.ReadChange(body, options.Value, sender.Rules);
        IfMatch condition = default;
        if ((body.Problem() ?? IfMatch.Read(context.Request, out condition)) is { } problem)
        {
            return problem;
        }

        while (true)
        {
            if (await store.Find(id) is not { Webhook: var webhook })
            {
                return WebhookEndpoints.NotFound();
            }

            if (await Stale(condition, webhook) is { } stale)
            {
                return stale;
            }

            var changed = WithStatus(webhook, status).Changed(clock.GetUtcNow()) with
            {
                Url = url ?? webhook.Url,
                Description = body.Has("description") ? description : webhook.Description,
                Types = types ?? webhook.Types,
            };
            if (await store.Change(changed) == WebhookChange.Done)
            {
                changes.Announce();
                return Answers.Json(
                    WebhookResource.From(changed, clock.GetUtcNow()), WebhookHttpJson.Default.WebhookResource,
                    version: changed.Version);
            }
        }
    }

    public async Task<IResult> Rotate(HttpContext context, Caller caller, string id)
    {
        using var body = await JsonBody.Read(context, allowEmpty: true);
        var overlap = WebhookFields.ReadOverlap(body) ?? options.Value.SecretOverlap;
        IdempotencyKey? key = null;
        if ((body.Problem() ?? IdempotencyKey.Read(context.Request, caller.Id, body.Raw, false, out key))
            is { } problem)
        {
            return problem;
        }

        if (await store.Find(id) is not { Webhook: var webhook })
        {
            return WebhookEndpoints.NotFound();
        }

        var now = clock.GetUtcNow();
        var end = now + overlap;
        var rotated = webhook.Changed(now) with
        {
            Secrets =
            [
                new(WebhookSignature.NewSecret(), now, null),
                .. webhook.Secrets.Where(secret => secret.SignsAt(now)).Take(SecretsMax - 1).Select(secret =>
                    secret with { ExpiresAt = secret.ExpiresAt < end ? secret.ExpiresAt : end }),
            ],
        };
        var answer = WebhookAnswer.Of(
            WebhookResource.From(rotated, now, showsSecret: true), StatusCodes.Status200OK, rotated.Version);
        return await answers.Under(key, answer, keyed => store.Change(rotated, keyed: keyed));
    }

    public async Task<IResult> Replay(HttpContext context, Caller caller, string id)
    {
        using var body = await JsonBody.Read(context);
        var head = EventPlace.EndOf(await journal.Head(context.RequestAborted));
        var from = WebhookFields.ReadFrom(body, head);
        IdempotencyKey? key = null;
        if ((body.Problem() ?? IdempotencyKey.Read(context.Request, caller.Id, body.Raw, false, out key))
            is { } problem)
        {
            return problem;
        }

        if (await store.Find(id) is not { Webhook: var webhook })
        {
            return WebhookEndpoints.NotFound();
        }

        // The event that is named comes first; a word names a place between events.
        var after = from!.Value.Index == int.MaxValue ? from.Value : from.Value.Before();
        var now = clock.GetUtcNow();
        var replayed = webhook.Changed(now) with { Epoch = webhook.Epoch + 1 };
        var answer = WebhookAnswer.Of(
            WebhookResource.From(replayed, now), StatusCodes.Status202Accepted, replayed.Version);
        return await answers.Under(key, answer, keyed => store.Change(replayed, after, keyed));
    }

    private static Webhook WithStatus(Webhook webhook, WebhookStatus? status) => status switch
    {
        WebhookStatus.Enabled => webhook with { Status = WebhookStatus.Enabled, DisabledReason = null },
        WebhookStatus.Disabled when webhook.Status == WebhookStatus.Enabled =>
            webhook with { Status = WebhookStatus.Disabled, DisabledReason = Webhooks.DisabledReason.Requested },
        _ => webhook,
    };

    private static async ValueTask<Problem?> Stale(IfMatch condition, Webhook webhook) =>
        await condition.Version(() => ValueTask.FromResult<long?>(webhook.Version)) is { } wanted
            && wanted != webhook.Version
            ? Problems.VersionMismatch(webhook.Version)
            : null;
}

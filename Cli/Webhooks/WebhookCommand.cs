using System.CommandLine;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Webhooks;

/// <summary>Receivers that are told of events.</summary>
internal static class WebhookCommand
{
    private static readonly Argument<string> Id = new("ID");

    public static Command Create() => new("webhook", "Receivers that are told of events")
    {
        CreateAdd(),
        CreateList(),
        CreateDeliveries(),
        CreateReplay(),
        CreateStatus("enable", "Deliver again, from where it stood", "enabled"),
        CreateStatus("disable", "Deliver no more", "disabled"),
        CreateRotate(),
    };

    private static DocumentedCommand CreateAdd()
    {
        var url = new Argument<string>("URL") { Description = "Where events are posted to" };
        var types = new Option<string[]>("--type") { Description = "Only these, such as 'order.*'", HelpName = "TYPE" };
        var description = new Option<string?>("--description") { HelpName = "TEXT" };
        var after = new Option<string?>("--after")
        {
            Description = "Begin after this event, or at the start; without it, now",
            HelpName = "EVENT",
        };
        var command = new DocumentedCommand(
            "add", "Add a webhook; prints its secret, which is never shown again",
            "webhook add https://example.org/hook --type 'order.*'")
        {
            url, types, description, after,
        };
        command.Runs(async (session, parse, cancel) =>
        {
            var webhook = new NewWebhook
            {
                Url = parse.GetRequiredValue(url),
                Types = parse.GetValue(types) is { Length: > 0 } given ? given : null,
                Description = parse.GetValue(description),
                After = parse.GetValue(after),
            };
            session.Terminal.Show(await session.Client.AddWebhookAsync(webhook, cancel), Write);
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand CreateList()
    {
        var command = new DocumentedCommand("list", "List webhooks");
        ListOptions.AddTo(command);
        command.Runs(async (session, parse, cancel) =>
        {
            await session.Terminal.ListAsync<Page<Webhook>, Webhook>(
                ListOptions.From(parse),
                page => session.Client.ListWebhooksAsync(page, cancel),
                new Sheet("ID", "STATUS", "TYPES", "URL"),
                webhook => [webhook.Id, Status(webhook), string.Join(',', webhook.Types), webhook.Url],
                "No webhooks.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand CreateDeliveries()
    {
        var command = new DocumentedCommand("deliveries", "List attempts to deliver, newest first") { Id };
        ListOptions.AddTo(command);
        command.Runs(async (session, parse, cancel) =>
        {
            await session.Terminal.ListAsync<Page<WebhookDelivery>, WebhookDelivery>(
                ListOptions.From(parse),
                page => session.Client.ListDeliveriesAsync(parse.GetRequiredValue(Id), page, cancel),
                new Sheet("TIME", "EVENT", "TYPE", "SUBJECT", ">ATTEMPT", "OUTCOME", "ANSWER", ">MS"),
                attempt =>
                [
                    Format.Time(attempt.At), attempt.EventId, attempt.EventType, attempt.Subject, attempt.Attempt,
                    attempt.Outcome, Answer(attempt), attempt.DurationMs,
                ],
                "No attempts.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand CreateReplay()
    {
        var from = new Argument<string>("EVENT") { Description = "The first one to deliver again, or start" };
        var command = new DocumentedCommand("replay", "Deliver an event and all after it again") { Id, from };
        command.Runs(async (session, parse, cancel) =>
        {
            var replay = new WebhookReplay(parse.GetRequiredValue(from));
            session.Terminal.Show(
                await session.Client.ReplayWebhookAsync(parse.GetRequiredValue(Id), replay, cancel), Write);
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand CreateStatus(string name, string description, string status)
    {
        var command = new DocumentedCommand(name, description) { Id };
        command.Runs(async (session, parse, cancel) =>
        {
            session.Terminal.Show(
                await session.Client.ChangeWebhookAsync(parse.GetRequiredValue(Id), new(status), cancel), Write);
            return ExitCode.Ok;
        });
        return command;
    }

    private static DocumentedCommand CreateRotate()
    {
        var command = new DocumentedCommand(
            "rotate", "Make a new secret and print it; the old one signs beside it for a day") { Id };
        command.Runs(async (session, parse, cancel) =>
        {
            session.Terminal.Show(
                await session.Client.RotateWebhookSecretAsync(parse.GetRequiredValue(Id), cancel), Write);
            return ExitCode.Ok;
        });
        return command;
    }

    private static void Write(Terminal terminal, Webhook webhook) =>
        new Facts()
            .Add("webhook", webhook.Id)
            .Add("url", webhook.Url)
            .Add("types", string.Join(", ", webhook.Types))
            .Add("status", Status(webhook))
            .Add("description", webhook.Description)
            .Add("created", Format.Time(webhook.CreatedAt))
            .Add("secret", webhook.Secret)
            .Write(terminal.Out);

    private static string Status(Webhook webhook) =>
        webhook.DisabledReason is { } reason ? $"{webhook.Status} ({reason})" : webhook.Status;

    private static string? Answer(WebhookDelivery attempt) =>
        attempt.ResponseStatus is { } status ? Format.Number(status) : attempt.Error;
}

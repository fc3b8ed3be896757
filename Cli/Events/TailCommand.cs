using System.CommandLine;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Spectre.Console;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Events;

internal static class TailCommand
{
    private const int PageLimit = 200;

    private static readonly Option<string?> Type = new("--type")
    {
        Description = "Only events of this type",
        HelpName = "order.placed.v1",
    };

    private static readonly Option<string?> Subject = new("--subject")
    {
        Description = "Only events of this order or SKU",
        HelpName = "ID",
    };

    private static readonly Option<bool> FromStart = new("--from-start")
    {
        Description = "All events there ever were, then the new ones",
    };

    private static readonly Option<int?> Count = new Option<int?>("--count")
    {
        Description = "Stop after so many events",
        HelpName = "N",
    }.ReadBy<int?>(text => Values.Whole(text, 1));

    public static Command Create()
    {
        var command = new DocumentedCommand(
            "tail",
            "Follow events as they happen, over lost connections without gap or repeat; Ctrl-C ends it",
            "tail --type order.placed.v1", "tail --from-start --json | jq -r .type")
        {
            Type, Subject, FromStart, Count,
        };
        command.Runs(RunAsync);
        return command;
    }

    private static async Task<ExitCode> RunAsync(Session session, ParseResult parse, CancellationToken cancel)
    {
        session.Terminal.PrintsRows = true;
        await using var reader = new OutputReader();
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancel, reader.Gone);
        try
        {
            var left = parse.GetValue(Count) ?? int.MaxValue;
            await foreach (var json in EventsAsync(session, parse, either.Token))
            {
                Write(session.Terminal, json);
                if (--left == 0)
                {
                    break;
                }
            }

            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (reader.Gone.IsCancellationRequested)
        {
            // Whoever read the output has seen enough: `storehouse tail | head`.
            return ExitCode.Ok;
        }
        catch (OperationCanceledException) when (cancel.IsCancellationRequested)
        {
            // Ctrl-C is how a tail ends: nothing to complain of.
            return ExitCode.Interrupted;
        }
    }

    /// <summary>What is past comes in pages, and the live feed takes up where they end.</summary>
    private static async IAsyncEnumerable<JsonElement> EventsAsync(
        Session session, ParseResult parse,
        [EnumeratorCancellation] CancellationToken cancel)
    {
        var filter = new EventFilter(parse.GetValue(Type), parse.GetValue(Subject));
        string? after = null;
        if (parse.GetValue(FromStart))
        {
            while (true)
            {
                var answer = await session.Client.ListEventsAsync(filter, after, PageLimit, cancel);
                using var page = JsonDocument.Parse(answer.Body);
                foreach (var past in page.RootElement.GetProperty("data").EnumerateArray())
                {
                    yield return past;
                }

                var next = answer.Value.NextCursor;
                if (answer.Value.Data.Count == 0 || next is null || next == after)
                {
                    after = next ?? after;
                    break;
                }

                after = next;
            }
        }

        await foreach (var live in session.Client.TailAsync(filter, after, Tell, cancel))
        {
            using var document = JsonDocument.Parse(live.Json);
            yield return document.RootElement;
        }

        void Tell(FeedLost lost) => session.Terminal.Note(
            $"{lost.Cause.TrimEnd('.')}; resuming"
            + (lost.LastEventId is { } id ? $" after {Clean.Line(id)}" : "")
            + (lost.Delay >= TimeSpan.FromSeconds(1) ? $" in {lost.Delay.TotalSeconds:0.#} s." : "."));
    }

    private static void Write(Terminal terminal, JsonElement json)
    {
        if (terminal.IsJson)
        {
            terminal.WriteRow(json);
            return;
        }

        var happened = json.Deserialize(StorehouseJson.Default.CloudEvent)!;
        var dim = new Style(decoration: Decoration.Dim);
        terminal.Out.Write(new Text($"{Format.Time(happened.Time)}  ", dim));
        terminal.Out.Write(new Text($"{Clean.Line(happened.Type),-24}  ", new Style(Color.Aqua)));
        terminal.Out.Write(new Text($"{Clean.Line(happened.Subject)}  "));
        terminal.Out.WriteLine(happened.Data is { } data ? Clean.Line(Compact.Json(data)) : "");
    }
}

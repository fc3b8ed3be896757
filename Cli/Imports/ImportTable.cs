using System.Globalization;
using System.Text;
using System.Text.Json;
using Storehouse.Cli.Client;
using Storehouse.Cli.CommandLine;
using Storehouse.Cli.Output;

namespace Storehouse.Cli.Imports;

internal static class ImportTable
{
    /// <summary>Shows an import that is over, or is only looked at.</summary>
    public static void Show(Session session, Answer<Import> answer)
    {
        session.Terminal.Show(answer, Write);
        if (answer.Value.Rejected > 0)
        {
            session.Terminal.Hint(
                "What was rejected and why: "
                + $"storehouse import rejections {answer.Value.Id}{session.ServerArgument}");
        }
    }

    public static Cell[] Cells(Rejection rejection) =>
    [
        rejection.OrderId ?? rejection.Sku,
        Ranges(rejection.Rows),
        string.Join("; ", rejection.Reasons.Select(Reason)),
    ];

    private static void Write(Terminal terminal, Import import) =>
        new Facts()
            .Add("import", import.Id)
            .Add("kind", import.Kind)
            .Add("status", Format.Status(import.Status))
            .Add("rows", Rows(import))
            .Add("accepted", Count(import.Accepted, always: true))
            .Add("rejected", Count(import.Rejected, always: true))
            .Add("skipped", Count(import.Skipped))
            .Add("adjustments", Count(import.Adjustments))
            .Add("returns", Count(import.Returns))
            .Add("unmatched returns", Count(import.UnmatchedReturns))
            .Add("started", Format.Time(import.StartedAt))
            .Add("took", import is { StartedAt: { } started, FinishedAt: { } finished }
                ? Format.Span(finished - started) : null)
            .Add("error", ErrorText(import.Error))
            .Write(terminal.Out);

    private static string Rows(Import import) => import.IsOver || import.RowsTotal is null or 0
        ? Format.Number(import.RowsDone ?? 0)
        : $"{Format.Number(import.RowsDone ?? 0)} of {Format.Number(import.RowsTotal.Value)}";

    private static string? Count(long? count, bool always = false) =>
        count is null || (count == 0 && !always) ? null : Format.Number(count.Value);

    public static string? ErrorText(JsonElement? error) => error switch
    {
        null or { ValueKind: JsonValueKind.Null } => null,
        { ValueKind: JsonValueKind.String } text => text.GetString(),
        { ValueKind: JsonValueKind.Object } problem when problem.TryGetProperty("detail", out var detail)
            && detail.ValueKind == JsonValueKind.String => detail.GetString(),
        { } other => Compact.Json(other),
    };

    private static string Reason(RejectionReason reason) =>
        (reason.Row is { } row ? string.Create(CultureInfo.InvariantCulture, $"row {row}: ") : "")
        + (reason.Detail is { } detail ? $"{detail} ({reason.Code})" : reason.Code);

    /// <summary><c>12-15, 20</c></summary>
    private static string Ranges(IReadOnlyList<long> rows)
    {
        var text = new StringBuilder();
        for (var at = 0; at < rows.Count; at++)
        {
            var first = rows[at];
            while (at + 1 < rows.Count && rows[at + 1] == rows[at] + 1)
            {
                at++;
            }

            text.Append(text.Length > 0 ? ", " : "").Append(CultureInfo.InvariantCulture, $"{first}");
            if (rows[at] != first)
            {
                text.Append(CultureInfo.InvariantCulture, $"-{rows[at]}");
            }
        }

        return text.ToString();
    }
}

using System.Text.Json;
using Storehouse.Cli.Client;

namespace Storehouse.Cli.Output;

/// <summary>Prints answers as the user asked: the server's JSON, or something to read.</summary>
internal static class Results
{
    private const int PageLimit = 200;

    public static void Show<T>(this Terminal terminal, Answer<T> answer, Action<Terminal, T> write)
        where T : class
    {
        if (answer.Replayed)
        {
            terminal.Note("This key was used before: nothing was done again, this is the first answer.");
        }

        if (terminal.IsJson)
        {
            terminal.WriteDocument(answer.Body.Span);
        }
        else
        {
            write(terminal, answer.Value);
        }
    }

    /// <summary>Prints a list page by page as JSON lines, or as one table when all of it is there.</summary>
    /// <param name="limit">Rows at most; null = all.</param>
    public static async Task ListAsync<TPage, T>(
        this Terminal terminal, int? limit, Func<PageRequest, Task<Answer<TPage>>> get,
        Sheet sheet, Func<T, Cell[]> cells, string nothing)
        where TPage : Page<T>
    {
        terminal.PrintsRows = terminal.IsJson;
        var left = limit ?? int.MaxValue;
        string? cursor = null;
        do
        {
            var answer = await get(new PageRequest(Math.Min(left, PageLimit), cursor));
            var page = answer.Value;
            var rows = page.Data.Take(left).ToList();
            left -= rows.Count;
            cursor = page.NextCursor;
            if (terminal.IsJson)
            {
                terminal.WriteRows(answer.Body, rows.Count);
            }
            else
            {
                rows.ForEach(row => sheet.Add(cells(row)));
            }
        }
        while (cursor is not null && left > 0);

        Finish(terminal, sheet, cursor is not null, nothing);
    }

    private static void Finish(Terminal terminal, Sheet sheet, bool hasMore, string nothing)
    {
        if (!terminal.IsJson && sheet.Rows > 0)
        {
            sheet.Write(terminal.Out);
        }
        else if (!terminal.IsJson)
        {
            terminal.Note(nothing);
        }

        if (hasMore)
        {
            terminal.Note("There are more: --limit N, or --all.");
        }
    }

    private static void WriteRows(this Terminal terminal, ReadOnlyMemory<byte> page, int count)
    {
        using var document = JsonDocument.Parse(page);
        foreach (var row in document.RootElement.GetProperty("data").EnumerateArray().Take(count))
        {
            terminal.WriteRow(row);
        }
    }
}

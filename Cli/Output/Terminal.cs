using System.Text;
using System.Text.Json;
using Spectre.Console;

namespace Storehouse.Cli.Output;

/// <summary>
/// Where a command speaks: results on standard output, all else on standard error. Colours and
/// movement only where a person looks at a terminal.
/// </summary>
internal sealed class Terminal
{
    // Wide enough never to wrap: lines are cut by whoever reads them.
    private const int WidthUnlimited = 16_384;

    private readonly Lazy<Stream> _bytes = new(Console.OpenStandardOutput);

    private Terminal(bool json)
    {
        IsJson = json;
        Out = CreateConsole(Console.Out, isTerminal: !Console.IsOutputRedirected);
        Error = CreateConsole(Console.Error, isTerminal: !Console.IsErrorRedirected);
    }

    public bool IsJson { get; }

    /// <summary>True for a command whose JSON is one line a row, so that no other line may mix in.</summary>
    public bool PrintsRows { get; set; }

    public IAnsiConsole Out { get; }

    public IAnsiConsole Error { get; }

    /// <summary>Whether a bar can move on standard error.</summary>
    public bool IsLive => Error.Profile.Capabilities.Ansi;

    /// <summary>Whether there is someone to answer a question.</summary>
    public bool CanAsk { get; } = !Console.IsInputRedirected && !Console.IsErrorRedirected;

    public static Terminal Open(bool json) => new(json);

    /// <summary>A result, as text.</summary>
    public void Say(string text) => Out.WriteLine(Clean.Text(text));

    /// <summary>Something to know that is not the result.</summary>
    public void Note(string text) => Error.WriteLine(Clean.Text(text));

    /// <summary>What failed.</summary>
    public void Complain(string text)
    {
        Error.Write(new Text("storehouse: ", new Style(Color.Red)));
        Error.WriteLine(Clean.Text(text));
    }

    /// <summary>What to do next; nothing when null.</summary>
    public void Hint(string? text)
    {
        if (text is not null)
        {
            Error.WriteLine(Clean.Text(text));
        }
    }

    /// <summary>JSON as it came, ended by a line end.</summary>
    public void WriteDocument(ReadOnlySpan<byte> json)
    {
        Console.Out.Flush();
        _bytes.Value.Write(json);
        if (json is not [.., (byte)'\n'])
        {
            _bytes.Value.Write("\n"u8);
        }

        _bytes.Value.Flush();
    }

    /// <summary>JSON on one line, whatever it was spread over.</summary>
    public void WriteRow(JsonElement json)
    {
        var raw = json.GetRawText();
        var row = raw.AsSpan().ContainsAny('\n', '\r') ? Compact.Json(json) : raw;
        WriteDocument(Encoding.UTF8.GetBytes(row));
    }

    private static IAnsiConsole CreateConsole(TextWriter writer, bool isTerminal)
    {
        var colours = isTerminal && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));
        var console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(writer),
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = colours ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = isTerminal && !Console.IsInputRedirected
                ? InteractionSupport.Yes
                : InteractionSupport.No,
            Enrichment = new ProfileEnrichment { UseDefaultEnrichers = false },
        });
        if (!isTerminal)
        {
            console.Profile.Width = WidthUnlimited;
        }

        return console;
    }
}

using System.Globalization;
using System.Text;

namespace Storehouse.Cli.Client;

/// <summary>A stretch of a list.</summary>
/// <param name="NextCursor">Where the next one begins; null at the end.</param>
public record Page<T>(IReadOnlyList<T> Data, string? NextCursor);

/// <summary>Which stretch of a list: at most 200 rows, from a cursor on.</summary>
public readonly record struct PageRequest(int Limit, string? Cursor);

/// <summary>A path with the parameters that have a value.</summary>
internal sealed class Query(string path)
{
    private readonly StringBuilder _text = new(path);
    private char _separator = '?';

    public Query With(string name, string? value)
    {
        if (value is not null)
        {
            _text.Append(_separator).Append(name).Append('=').Append(Uri.EscapeDataString(value));
            _separator = '&';
        }

        return this;
    }

    public Query With(string name, DateTimeOffset? value) => With(name, value?.UtcDateTime.ToString("O"));

    public Query With(PageRequest page) =>
        With("limit", page.Limit.ToString(CultureInfo.InvariantCulture)).With("cursor", page.Cursor);

    public override string ToString() => _text.ToString();
}

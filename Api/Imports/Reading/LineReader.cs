using System.Text;

namespace Storehouse.Imports.Reading;

/// <summary>Lines of a UTF-8 file, none of them longer than a limit.</summary>
internal sealed class LineReader(Stream file, int lengthMax) : IDisposable
{
    private readonly StreamReader _reader = new(file, bufferSize: 65_536);
    private readonly char[] _buffer = new char[65_536];
    private readonly StringBuilder _line = new();
    private int _start;
    private int _end;

    /// <summary>Number of the line last read, from 1.</summary>
    public long Number { get; private set; }

    /// <summary>The next line without its end; null after the last.</summary>
    /// <exception cref="DamagedFileException"/>
    public string? Next()
    {
        _line.Clear();
        var any = false;
        while (Fill())
        {
            any = true;
            var rest = _buffer.AsSpan(_start.._end);
            var length = rest.IndexOf('\n');
            _line.Append(rest[..(length < 0 ? rest.Length : length)]);
            _start += length < 0 ? rest.Length : length + 1;
            if (_line.Length > lengthMax)
            {
                throw new DamagedFileException($"Line {Number + 1} is longer than {lengthMax} characters.");
            }

            if (length >= 0)
            {
                break;
            }
        }

        if (!any)
        {
            return null;
        }

        Number++;
        return _line.ToString();
    }

    public void Dispose() => _reader.Dispose();

    private bool Fill()
    {
        if (_start == _end)
        {
            _start = 0;
            _end = _reader.Read(_buffer);
        }

        return _end > 0;
    }
}

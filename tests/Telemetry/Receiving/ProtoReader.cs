using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Storehouse.Tests.Telemetry.Receiving;

/// <summary>Reads the fields of one Protocol Buffers message, in the order in which they were sent.</summary>
internal ref struct ProtoReader(ReadOnlySpan<byte> message)
{
    private readonly ReadOnlySpan<byte> _message = message;
    private int _at;

    public int Field { get; private set; }

    /// <summary>Value of a variable-length or fixed-length number.</summary>
    public ulong Number { get; private set; }

    /// <summary>Content of a string, a byte field or an embedded message.</summary>
    public ReadOnlySpan<byte> Bytes { get; private set; }

    public readonly string Text => Encoding.UTF8.GetString(Bytes);

    public readonly string Hex => Convert.ToHexStringLower(Bytes);

    public bool Next()
    {
        if (_at >= _message.Length)
        {
            return false;
        }

        var key = ReadVarint();
        Field = (int)(key >> 3);
        switch (key & 7)
        {
            case 0:
                Number = ReadVarint();
                break;
            case 1:
                Number = BinaryPrimitives.ReadUInt64LittleEndian(Take(8));
                break;
            case 2:
                Bytes = Take((int)ReadVarint());
                break;
            case 5:
                Number = BinaryPrimitives.ReadUInt32LittleEndian(Take(4));
                break;
            default:
                throw new InvalidDataException($"No such wire type: {key & 7}.");
        }

        return true;
    }

    /// <summary>A key and a value, as OpenTelemetry's <c>KeyValue</c> has them; the value as text.</summary>
    public readonly KeyValuePair<string, string> KeyValue()
    {
        var (key, value) = ("", "");
        var fields = new ProtoReader(Bytes);
        while (fields.Next())
        {
            if (fields.Field == 1)
            {
                key = fields.Text;
            }
            else if (fields.Field == 2)
            {
                value = AnyValue(fields.Bytes);
            }
        }

        return new(key, value);
    }

    private static string AnyValue(ReadOnlySpan<byte> message)
    {
        var fields = new ProtoReader(message);
        if (!fields.Next())
        {
            return "";
        }

        return fields.Field switch
        {
            1 => fields.Text,
            2 => fields.Number == 1 ? "true" : "false",
            3 => ((long)fields.Number).ToString(CultureInfo.InvariantCulture),
            4 => BitConverter.UInt64BitsToDouble(fields.Number).ToString(CultureInfo.InvariantCulture),
            5 => ArrayValue(fields.Bytes),
            _ => fields.Hex,
        };
    }

    private static string ArrayValue(ReadOnlySpan<byte> message)
    {
        var values = new List<string>();
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            values.Add(AnyValue(fields.Bytes));
        }

        return string.Join(',', values);
    }

    private ReadOnlySpan<byte> Take(int count)
    {
        _at += count;
        return _message.Slice(_at - count, count);
    }

    private ulong ReadVarint()
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            var part = _message[_at++];
            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw new InvalidDataException("A number is too long.");
    }
}

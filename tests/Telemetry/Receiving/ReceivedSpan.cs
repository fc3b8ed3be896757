namespace Storehouse.Tests.Telemetry.Receiving;

/// <summary>A span as it arrived.</summary>
/// <param name="Parent">Its parent's span id; empty for the first of a trace.</param>
/// <param name="Service">Name of the process that it comes from, and its instance.</param>
internal sealed record ReceivedSpan(
    string Service, string Trace, string Id, string Parent, string State, string Name, ulong Start, ulong End,
    IReadOnlyDictionary<string, string> Tags)
{
    public string? Tag(string key) => Tags.GetValueOrDefault(key);

    public override string ToString() =>
        $"{Service} {Name} {Id} <- {Parent} [{string.Join(' ', Tags.Select(tag => $"{tag.Key}={tag.Value}"))}]";
}

/// <summary>The spans of an <c>ExportTraceServiceRequest</c> (opentelemetry-proto, trace/v1).</summary>
internal static class TraceRequest
{
    public static List<ReceivedSpan> Read(ReadOnlySpan<byte> body)
    {
        var spans = new List<ReceivedSpan>();
        var request = new ProtoReader(body);
        while (request.Next())
        {
            ReadResource(request.Bytes, spans);
        }

        return spans;
    }

    private static void ReadResource(ReadOnlySpan<byte> message, List<ReceivedSpan> spans)
    {
        var service = "";
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.Field == 1)
            {
                var tags = Tags(fields.Bytes, field: 1);
                service = $"{tags["service.name"]} {tags["service.instance.id"]}";
            }
            else if (fields.Field == 2)
            {
                ReadScope(fields.Bytes, service, spans);
            }
        }
    }

    private static void ReadScope(ReadOnlySpan<byte> message, string service, List<ReceivedSpan> spans)
    {
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.Field == 2)
            {
                spans.Add(ReadSpan(fields.Bytes, service));
            }
        }
    }

    private static ReceivedSpan ReadSpan(ReadOnlySpan<byte> message, string service)
    {
        var span = new ReceivedSpan(service, "", "", "", "", "", 0, 0, Tags(message, field: 9));
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            span = fields.Field switch
            {
                1 => span with { Trace = fields.Hex },
                2 => span with { Id = fields.Hex },
                3 => span with { State = fields.Text },
                4 => span with { Parent = fields.Hex },
                5 => span with { Name = fields.Text },
                7 => span with { Start = fields.Number },
                8 => span with { End = fields.Number },
                _ => span,
            };
        }

        return span;
    }

    private static Dictionary<string, string> Tags(ReadOnlySpan<byte> message, int field)
    {
        var tags = new Dictionary<string, string>();
        var fields = new ProtoReader(message);
        while (fields.Next())
        {
            if (fields.Field == field)
            {
                var (key, value) = fields.KeyValue();
                tags[key] = value;
            }
        }

        return tags;
    }
}

using System.Buffers;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Storehouse.Hosting;

namespace Storehouse.Logging;

/// <summary>Who writes the log.</summary>
internal sealed class EcsFormatterOptions : ConsoleFormatterOptions
{
    public string ServiceName { get; set; } = "storehouse";

    public TimeProvider Clock { get; set; } = TimeProvider.System;
}

/// <summary>
/// One JSON object a line in the Elastic Common Schema, https://www.elastic.co/guide/en/ecs/8.17: the fields of its
/// logging profile, and the values of a message under <c>labels</c>.
/// </summary>
internal sealed class EcsFormatter(IOptions<EcsFormatterOptions> options) : ConsoleFormatter(FormatterName)
{
    public const string FormatterName = "ecs";
    public const string Version = "8.17.0";
    private const string Template = "{OriginalFormat}";

    private static readonly JsonWriterOptions Json =
        new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    private readonly EcsFormatterOptions _options = options.Value;

    public override void Write<TState>(
        in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var line = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(line, Json))
        {
            json.WriteStartObject();
            json.WriteString(
                "@timestamp",
                _options.Clock.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("log.level", Level(logEntry.LogLevel));
            json.WriteString(
                "message", Impersonal.Text(logEntry.Formatter(logEntry.State, logEntry.Exception) ?? ""));
            json.WriteString("ecs.version", Version);
            json.WriteString("service.name", _options.ServiceName);
            json.WriteString("service.version", SiloVersion.Current);
            json.WriteString("host.name", Environment.MachineName);
            json.WriteNumber("process.pid", Environment.ProcessId);
            json.WriteString("log.logger", logEntry.Category);
            WriteEvent(json, logEntry.EventId);
            WriteTrace(json);
            WriteError(json, logEntry.Exception);
            WriteLabels(json, logEntry.State);
            json.WriteEndObject();
        }

        textWriter.WriteLine(Encoding.UTF8.GetString(line.WrittenSpan));
    }

    private static void WriteEvent(Utf8JsonWriter json, EventId id)
    {
        if (id.Id != 0)
        {
            json.WriteString("event.code", id.Id.ToString(CultureInfo.InvariantCulture));
        }

        if (id.Name is { } name)
        {
            json.WriteString("event.action", name);
        }
    }

    private static void WriteTrace(Utf8JsonWriter json)
    {
        if (Activity.Current is { } activity)
        {
            json.WriteString("trace.id", activity.TraceId.ToHexString());
            json.WriteString("span.id", activity.SpanId.ToHexString());
        }
    }

    private static void WriteError(Utf8JsonWriter json, Exception? error)
    {
        if (error is not null)
        {
            json.WriteString("error.type", error.GetType().FullName);
            json.WriteString("error.message", Impersonal.Text(error.Message));
            json.WriteString("error.stack_trace", Impersonal.Text(error.ToString()));
        }
    }

    private static void WriteLabels<TState>(Utf8JsonWriter json, TState state)
    {
        if (state is not IReadOnlyList<KeyValuePair<string, object?>> values)
        {
            return;
        }

        var begun = false;
        foreach (var (name, value) in values)
        {
            if (name == Template || value is null)
            {
                continue;
            }

            if (!begun)
            {
                json.WriteStartObject("labels");
                begun = true;
            }

            json.WriteString(
                JsonNamingPolicy.SnakeCaseLower.ConvertName(name),
                Impersonal.Text(Convert.ToString(value, CultureInfo.InvariantCulture) ?? ""));
        }

        if (begun)
        {
            json.WriteEndObject();
        }
    }

    private static string Level(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "error",
        _ => "fatal",
    };
}

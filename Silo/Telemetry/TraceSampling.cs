using System.Globalization;
using OpenTelemetry.Trace;
using Storehouse.Hosting;

namespace Storehouse.Telemetry;

/// <summary>Which traces are recorded.</summary>
internal static class TraceSampling
{
    private const string Key = "OTEL_TRACES_SAMPLER";
    private const string ArgumentKey = "OTEL_TRACES_SAMPLER_ARG";
    private const string ParentBased = "parentbased_";

    /// <summary>
    /// As the environment says; else what the caller recorded, and of the rest so many a second as the settings
    /// allow. Only requests begin traces in any case: what a process does on its own account is no story.
    /// </summary>
    /// <exception cref="StartupException">The sampler's name or argument is not known.</exception>
    public static Sampler From(IConfiguration configuration, TelemetryOptions options, TimeProvider clock)
    {
        var name = configuration[Key];
        if (string.IsNullOrWhiteSpace(name))
        {
            return new ParentBasedSampler(new RequestsOnly(new RateSampler(options.TracesPerSecondMax, clock)));
        }

        return name.StartsWith(ParentBased, StringComparison.OrdinalIgnoreCase)
            ? new ParentBasedSampler(new RequestsOnly(Named(name[ParentBased.Length..], configuration)))
            : new RequestsOnly(Named(name, configuration));
    }

    private static Sampler Named(string name, IConfiguration configuration) => name.ToLowerInvariant() switch
    {
        "always_on" => new AlwaysOnSampler(),
        "always_off" => new AlwaysOffSampler(),
        "traceidratio" => new TraceIdRatioBasedSampler(Ratio(configuration[ArgumentKey])),
        _ => throw new StartupException($"{Key} is '{configuration[Key]}', which is no sampler of OpenTelemetry."),
    };

    private static double Ratio(string? argument)
    {
        if (string.IsNullOrWhiteSpace(argument))
        {
            return 1;
        }

        return double.TryParse(argument, NumberStyles.Float, CultureInfo.InvariantCulture, out var ratio)
            && ratio is >= 0 and <= 1
            ? ratio
            : throw new StartupException($"{ArgumentKey} is '{argument}', which is not a number from 0 to 1.");
    }

    /// <summary>Asks another sampler about requests, and about what has a parent already.</summary>
    private sealed class RequestsOnly(Sampler inner) : Sampler
    {
        private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";

        public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
            samplingParameters.ParentContext.TraceId == default && samplingParameters.Name != Request
                ? new SamplingResult(SamplingDecision.Drop)
                : inner.ShouldSample(samplingParameters);
    }
}

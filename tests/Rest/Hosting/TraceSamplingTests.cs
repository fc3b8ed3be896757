using System.Diagnostics;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;
using OpenTelemetry.Trace;
using Storehouse.Hosting;
using Storehouse.Telemetry;

namespace Storehouse.Tests.Hosting;

public sealed class TraceSamplingTests
{
    private const string Request = "Microsoft.AspNetCore.Hosting.HttpRequestIn";
    private static readonly ActivityTraceId Trace = ActivityTraceId.CreateRandom();
    private readonly FakeTimeProvider _clock = new();

    [Fact]
    public void Default_MoreRequestsThanAllowed_SoManyASecondAreRecorded()
    {
        var sampler = Sampler(perSecond: 3);

        Assert.Equal(3, Recorded(sampler, 10));
        _clock.Advance(TimeSpan.FromSeconds(0.5));
        Assert.Equal(1, Recorded(sampler, 10));
        _clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(3, Recorded(sampler, 10));
    }

    [Theory]
    [InlineData(ActivityTraceFlags.Recorded, true)]
    [InlineData(ActivityTraceFlags.None, false)]
    public void Default_CallerIsTraced_ItsDecisionHolds(ActivityTraceFlags flags, bool isRecorded)
    {
        var sampler = Sampler(perSecond: isRecorded ? 0 : 10);

        Assert.Equal(isRecorded, IsRecorded(sampler, "deliver stock", Parent(flags)));
        Assert.Equal(isRecorded, IsRecorded(sampler, Request, Parent(flags)));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("always_on")]
    [InlineData("parentbased_always_on")]
    public void WorkWithoutARequest_BeginsNoTrace(string? name)
    {
        var sampler = Sampler(perSecond: 10, name);

        Assert.False(IsRecorded(sampler, "GET"));
        Assert.True(IsRecorded(sampler, Request));
    }

    [Theory]
    [InlineData("always_on", null, true, true)]
    [InlineData("always_off", null, false, false)]
    [InlineData("traceidratio", "0", false, false)]
    [InlineData("traceidratio", "1", true, true)]
    [InlineData("parentbased_always_on", null, true, true)]
    [InlineData("parentbased_always_off", null, false, true)]
    [InlineData("parentbased_traceidratio", "0.0", false, true)]
    [InlineData("PARENTBASED_TRACEIDRATIO", null, true, true)]
    public void Named_AsOpenTelemetryDefinesIt(string name, string? argument, bool newTrace, bool ofARecordedCaller)
    {
        var sampler = Sampler(perSecond: 0, name, argument);

        Assert.Equal(newTrace, IsRecorded(sampler, Request));
        Assert.Equal(ofARecordedCaller, IsRecorded(sampler, Request, Parent(ActivityTraceFlags.Recorded)));
    }

    [Theory]
    [InlineData("sometimes", null, "OTEL_TRACES_SAMPLER")]
    [InlineData("traceidratio", "1.5", "OTEL_TRACES_SAMPLER_ARG")]
    [InlineData("traceidratio", "half", "OTEL_TRACES_SAMPLER_ARG")]
    public void Named_BadValue_IsNamed(string name, string? argument, string key) => Assert.StartsWith(
        key + " ",
        Assert.Throws<StartupException>(() => Sampler(0, name, argument)).Message,
        StringComparison.Ordinal);

    private Sampler Sampler(int perSecond, string? name = null, string? argument = null)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["OTEL_TRACES_SAMPLER"] = name,
            ["OTEL_TRACES_SAMPLER_ARG"] = argument,
        }).Build();
        return TraceSampling.From(configuration, new() { TracesPerSecondMax = perSecond }, _clock);
    }

    private static int Recorded(Sampler sampler, int requests) =>
        Enumerable.Range(0, requests).Count(_ => IsRecorded(sampler, Request));

    private static bool IsRecorded(Sampler sampler, string name, ActivityContext parent = default) =>
        sampler.ShouldSample(new(parent, Trace, name, ActivityKind.Server)).Decision
            == SamplingDecision.RecordAndSample;

    private static ActivityContext Parent(ActivityTraceFlags flags) =>
        new(Trace, ActivitySpanId.CreateRandom(), flags, isRemote: true);
}

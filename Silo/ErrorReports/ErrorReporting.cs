using System.Diagnostics;
using Sentry.AspNetCore;
using Storehouse.Hosting;
using Storehouse.Logging;

namespace Storehouse.ErrorReports;

/// <summary>
/// What is logged as an error goes to Sentry, with the release, the trace and the log lines before it; without
/// anything that tells of a person.
/// </summary>
public static class ErrorReporting
{
    public static void AddErrorReports(this WebApplicationBuilder builder, string serviceName)
    {
        var options = Settings.Read<ErrorReportOptions>(builder.Configuration, ErrorReportOptions.Section);
        if ((options.Dsn ?? builder.Configuration["SENTRY_DSN"]) is { Length: > 0 } dsn)
        {
            builder.WebHost.UseSentry(sentry => Configure(sentry, dsn, options.Environment, serviceName));
        }
    }

    private static void Configure(
        SentryAspNetCoreOptions sentry, string dsn, string? environment, string serviceName)
    {
        sentry.Dsn = dsn;
        sentry.Release = $"{serviceName}@{SiloVersion.Current}";
        sentry.Environment = environment ?? sentry.Environment;
        sentry.SendDefaultPii = false;
        sentry.AutoSessionTracking = false;

        // Traces go by OpenTelemetry.
        sentry.TracesSampleRate = 0;
        sentry.SetBeforeSend(static (report, _) => Scrub(report));
        sentry.SetBeforeBreadcrumb(static (crumb, _) => Scrub(crumb));
    }

    private static SentryEvent Scrub(SentryEvent report)
    {
        if (Activity.Current is { } activity)
        {
            report.Contexts.Trace.TraceId = SentryId.Parse(activity.TraceId.ToHexString());
            report.Contexts.Trace.SpanId = new SpanId(activity.SpanId.ToHexString());
        }

        // A path may name a person, a query too; the log line has the route's pattern.
        report.Request = new SentryRequest { Method = report.Request.Method };
        report.User = new SentryUser();
        if (report.Message is { } message)
        {
            report.Message = new SentryMessage
            {
                Message = message.Message is null ? null : Impersonal.Text(message.Message),
                Formatted = message.Formatted is null ? null : Impersonal.Text(message.Formatted),
            };
        }

        foreach (var error in report.SentryExceptions ?? [])
        {
            error.Value = error.Value is null ? null : Impersonal.Text(error.Value);
        }

        foreach (var (name, value) in report.Tags.ToList())
        {
            report.SetTag(name, Impersonal.Text(value));
        }

        return report;
    }

    private static Breadcrumb Scrub(Breadcrumb crumb) => new(
        Impersonal.Text(crumb.Message ?? ""),
        crumb.Type ?? "default",
        crumb.Data?.ToDictionary(pair => pair.Key, pair => Impersonal.Text(pair.Value)),
        crumb.Category,
        crumb.Level);
}

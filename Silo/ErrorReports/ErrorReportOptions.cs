using System.ComponentModel.DataAnnotations;

namespace Storehouse.ErrorReports;

/// <summary>
/// Reports of errors that nothing handled, to Sentry or what speaks its protocol. Sentry's own variable
/// <c>SENTRY_DSN</c> does the same as <c>Dsn</c>; without either nothing is sent.
/// </summary>
public sealed class ErrorReportOptions
{
    public const string Section = "Storehouse:Sentry";

    /// <summary>The project's DSN. Default: null, no reports.</summary>
    [Url]
    public string? Dsn { get; set; }

    /// <summary>What the reports say of where they come from. Default: null, the environment of .NET.</summary>
    public string? Environment { get; set; }
}

namespace Storehouse.Operations;

/// <summary>
/// Fails on purpose, in development alone, so that an operator can follow an error on its way: the answer, the log,
/// the trace and the report share one trace id.
/// </summary>
internal static class FailingRoute
{
    private const string Path = "/debug/failure";

    public static void MapFailingRoute(this WebApplication app)
    {
        if (app.Environment.IsDevelopment())
        {
            app.MapGet(Path, Fail).AllowAnonymous().ExcludeFromDescription();
        }
    }

    private static IResult Fail() => throw new InvalidOperationException("This route fails on purpose.");
}

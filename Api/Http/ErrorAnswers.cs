using System.Data.Common;

namespace Storehouse.Http;

/// <summary>Turns what goes wrong below it into problems: exceptions, and bare error statuses.</summary>
internal sealed partial class ErrorAnswers(RequestDelegate next, ILogger<ErrorAnswers> logger)
{
    private const int ClientClosedRequest = 499;

    public async Task Invoke(HttpContext context)
    {
        try
        {
            await next(context);
        }
        catch (Exception error) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for the answer any more; the status is for the logs.
            LogAborted(logger, error);
            if (!context.Response.HasStarted)
            {
                context.Response.StatusCode = ClientClosedRequest;
            }

            return;
        }
        catch (Exception error) when (!context.Response.HasStarted)
        {
            await Answer(context, error);
            return;
        }

        if (context.Response is
            { HasStarted: false, StatusCode: >= 400, ContentLength: null, ContentType: null })
        {
            await Answer(context, context.Response.StatusCode);
        }
    }

    // Entity Framework wraps what the driver threw.
    private static bool IsOfDatabase(Exception error) =>
        error is DbException || (error.InnerException is { } inner && IsOfDatabase(inner));

    private async Task Answer(HttpContext context, Exception error)
    {
        var problem = error switch
        {
            BadHttpRequestException bad => OfBadRequest(bad.StatusCode),

            // What the server throws for the length of a chunk that no number can hold.
            IOException { InnerException: OverflowException } => OfBadRequest(StatusCodes.Status400BadRequest),
            TimeoutException or OperationCanceledException => Problems.Unavailable(),
            IOException or OrleansException => Problems.Unavailable(),
            _ when IsOfDatabase(error) => Problems.Unavailable(),
            _ => Problems.Of(ProblemKinds.Internal, "An unexpected error was recorded under this trace id."),
        };
        if (problem.Kind == ProblemKinds.Internal)
        {
            LogUnhandled(logger, error, context.Request.Method, RouteOf(context));
        }
        else if (problem.Kind == ProblemKinds.Unavailable)
        {
            LogUnavailable(logger, error, context.Request.Method, RouteOf(context));
        }

        ResponseHeaders.StartAnew(context);
        await problem.ExecuteAsync(context);
    }

    private static Task Answer(HttpContext context, int status)
    {
        if (status == StatusCodes.Status405MethodNotAllowed && HttpMethods.IsOptions(context.Request.Method))
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
            return Task.CompletedTask;
        }

        var kind = ProblemKind.OfStatus(status);
        return kind.Status == status
            ? Problems.Of(kind, DetailOf(context, status)).ExecuteAsync(context)
            : Problems.Of(kind with { Status = status }, kind.Advice).ExecuteAsync(context);
    }

    private static string DetailOf(HttpContext context, int status) => status switch
    {
        StatusCodes.Status404NotFound => "There is no such resource.",
        StatusCodes.Status405MethodNotAllowed =>
            $"{context.Request.Method} is not among {context.Response.Headers.Allow}.",
        _ => ProblemKind.OfStatus(status).Advice,
    };

    private static Problem OfBadRequest(int status) => status switch
    {
        StatusCodes.Status408RequestTimeout =>
            Problems.Of(ProblemKinds.RequestTimeout, "The body came in too slowly."),
        StatusCodes.Status413PayloadTooLarge =>
            Problems.Of(ProblemKinds.PayloadTooLarge, "The body is larger than this resource takes."),
        StatusCodes.Status415UnsupportedMediaType =>
            Problems.Of(ProblemKinds.UnsupportedMediaType, "This resource does not take that media type."),
        _ => Problems.Of(ProblemKinds.BadRequest, "The request breaks the rules of HTTP."),
    };

    // The pattern, not the path: a path may name a person.
    private static string RouteOf(HttpContext context) =>
        (context.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "(no route)";
}

using Microsoft.AspNetCore;
using OpenIddict.Server;
using OpenIddict.Validation;
using Storehouse.Http;

namespace Storehouse.Identity;

/// <summary>
/// OpenIddict asks of every request whether it is for one of its own addresses. None lies under /api, whose
/// requests are the many: they are spared the asking.
/// </summary>
internal sealed class OutsideOfTheApi :
    IOpenIddictServerHandler<OpenIddictServerEvents.ProcessRequestContext>,
    IOpenIddictValidationHandler<OpenIddictValidationEvents.ProcessRequestContext>
{
    public ValueTask HandleAsync(OpenIddictServerEvents.ProcessRequestContext context)
    {
        if (IsApi(context.Transaction.GetHttpRequest()))
        {
            context.SkipRequest();
        }

        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(OpenIddictValidationEvents.ProcessRequestContext context)
    {
        if (IsApi(context.Transaction.GetHttpRequest()))
        {
            context.SkipRequest();
        }

        return ValueTask.CompletedTask;
    }

    private static bool IsApi(HttpRequest? request) =>
        request is not null
        && request.Path.StartsWithSegments(Routing.ApiPrefix, StringComparison.OrdinalIgnoreCase);
}

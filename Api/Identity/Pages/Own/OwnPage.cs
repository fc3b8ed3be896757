using Microsoft.AspNetCore.Mvc.Filters;
using Storehouse.Users;

namespace Storehouse.Identity.Pages;

/// <summary>A page on which somebody who is signed in looks after their own account.</summary>
public abstract class OwnPage(IGrainFactory grains) : ProviderPage(grains)
{
    private readonly IGrainFactory _grains = grains;

    /// <summary>The user as the page shows them.</summary>
    public UserAccount Shown { get; private set; } = null!;

    /// <summary>The sign-in that this browser has.</summary>
    public string SessionId { get; private set; } = "";

    public string? Fault { get; protected set; }

    // Only the address comes along to the sign-in page: what was typed into a form is no part of it.
    public override async Task OnPageHandlerExecutionAsync(
        PageHandlerExecutingContext context, PageHandlerExecutionDelegate next)
    {
        if (await Current() is not var (session, user)
            || await _grains.GetGrain<IUserGrain>(user.UserId).GetAccount() is not { } account)
        {
            context.Result = RedirectToPage("/SignIn", new { return_url = Request.Path.Value });
            return;
        }

        (SessionId, Shown) = (session.SessionId, account);
        await next();
    }

    /// <summary>After a change: the user anew.</summary>
    protected async Task Reload() =>
        Shown = await _grains.GetGrain<IUserGrain>(Shown.User.UserId).GetAccount() ?? Shown;
}

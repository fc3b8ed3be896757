using System.Collections.Immutable;
using Microsoft.AspNetCore.Mvc;
using Storehouse.Http;
using Storehouse.Users;

namespace Storehouse.Identity.Pages;

/// <summary><c>/account</c>: what there is, and where one is signed in.</summary>
internal sealed class AccountModel(AccountEvents events, TimeProvider clock, IGrainFactory grains) : OwnPage(grains)
{
    private readonly IGrainFactory _grains = grains;

    /// <summary>The newest first, but for this one, which leads.</summary>
    public ImmutableArray<UserSession> Sessions =>
    [
        .. Shown.Sessions.Where(session => session.ExpiresAt > clock.GetUtcNow())
            .OrderByDescending(session => session.Id == SessionId)
            .ThenByDescending(session => session.StartedAt),
    ];

    public Task<IActionResult> OnPostEnd([FromForm] string? id) =>
        id is not null && id != SessionId && Shown.Sessions.Any(session => session.Id == id)
            ? End(new EndSessions(id))
            : Task.FromResult<IActionResult>(RedirectToPage());

    public Task<IActionResult> OnPostEndOthers() => End(new EndSessions(null, SessionId));

    private async Task<IActionResult> End(EndSessions command)
    {
        var userId = Shown.User.UserId;
        await _grains.GetGrain<IUserGrain>(userId).Execute(command, HttpContext.Command(userId));
        await events.SessionsEnded(userId, command);
        return RedirectToPage();
    }
}

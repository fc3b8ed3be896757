using System.Text.Json;
using Storehouse.Docs;
using Storehouse.Http;
using Storehouse.Identity;

namespace Storehouse.Users;

/// <summary><c>/api/v1/users</c>: registration, one's own profile, administration.</summary>
public static class UserEndpoints
{
    internal const string Path = Routing.V1 + "/users";

    public static IEndpointRouteBuilder MapUsers(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, Registration.Register)
            .AllowAnonymous().Describe(UserDescriptions.Register);
        routes.MapGet(Path + "/me", ShowMe)
            .RequireScope(Scopes.UsersRead).Describe(UserDescriptions.ShowMe);
        routes.MapPatch(Path + "/me", ProfileChange.Change)
            .RequireScope(Scopes.UsersWrite).Describe(UserDescriptions.ChangeMe);
        routes.MapDelete(Path + "/me", EraseMe)
            .RequireScope(Scopes.UsersWrite).Describe(UserDescriptions.EraseMe);
        routes.MapGet(Path + "/me/export", ExportMe)
            .RequireScope(Scopes.UsersRead).Describe(UserDescriptions.ExportMe);
        routes.MapGet(Path + "/{id}", Show)
            .RequireScope(Scopes.Admin).Describe(UserDescriptions.Show);
        routes.MapPost(Path + "/{id}/roles", UserAdministration.SetRoles)
            .RequireScope(Scopes.Admin).Describe(UserDescriptions.SetRoles);
        routes.MapPost(Path + "/{id}/lock", UserAdministration.Lock)
            .RequireScope(Scopes.Admin).Describe(UserDescriptions.Lock);
        routes.MapPost(Path + "/{id}/unlock", UserAdministration.Unlock)
            .RequireScope(Scopes.Admin).Describe(UserDescriptions.Unlock);
        MapWaysIn(routes);
        return routes;
    }

    private static void MapWaysIn(IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path + "/email/verify", EmailVerification.Verify).AllowAnonymous();
        routes.MapPost(Path + "/password/forgot", PasswordReset.Forgot).AllowAnonymous();
        routes.MapPost(Path + "/password/reset", PasswordReset.Reset).AllowAnonymous();
        routes.MapPost(Path + "/me/email/verification", EmailVerification.Ask).RequireScope(Scopes.UsersWrite);
        routes.MapGet(Path + "/me/totp", TotpEndpoints.Show).RequireScope(Scopes.UsersRead);
        routes.MapPost(Path + "/me/totp", TotpEndpoints.Begin).RequireScope(Scopes.UsersWrite);
        routes.MapPost(Path + "/me/totp/confirm", TotpEndpoints.Confirm).RequireScope(Scopes.UsersWrite);
        routes.MapPost(Path + "/me/totp/recovery-codes", TotpEndpoints.NewCodes).RequireScope(Scopes.UsersWrite);
        routes.MapPost(Path + "/me/totp/disable", TotpEndpoints.Disable).RequireScope(Scopes.UsersWrite);
        routes.MapGet(Path + "/me/passkeys", PasskeyEndpoints.List).RequireScope(Scopes.UsersRead);
        routes.MapPost(Path + "/me/passkeys/options", PasskeyEndpoints.Begin).RequireScope(Scopes.UsersWrite);
        routes.MapPost(Path + "/me/passkeys", PasskeyEndpoints.Add).RequireScope(Scopes.UsersWrite);
        routes.MapDelete(Path + "/me/passkeys/{id}", PasskeyEndpoints.Remove).RequireScope(Scopes.UsersWrite);
        routes.MapGet(Path + "/me/sessions", SessionEndpoints.List).RequireScope(Scopes.UsersRead);
        routes.MapDelete(Path + "/me/sessions", SessionEndpoints.EndOthers).RequireScope(Scopes.UsersWrite);
        routes.MapDelete(Path + "/me/sessions/{id}", SessionEndpoints.End).RequireScope(Scopes.UsersWrite);
        routes.MapPost(Path + "/{id}/sessions/revoke", SessionEndpoints.Revoke).RequireScope(Scopes.Admin);
    }

    private static Task<IResult> ShowMe(HttpContext context, Caller caller, IGrainFactory grains) =>
        Show(context, caller.Id, grains);

    private static async Task<IResult> Show(HttpContext context, string id, IGrainFactory grains)
    {
        if (QueryFields.None(context.Request) is { } problem)
        {
            return problem;
        }

        return UserId.IsValid(id) && await grains.GetGrain<IUserGrain>(id).GetView() is { } user
            ? UserHttp.Answer(user)
            : UserHttp.NotFound();
    }

    private static async Task<IResult> EraseMe(
        HttpContext context, Caller caller, IGrainFactory grains, AccountEvents events)
    {
        IfMatch condition = default;
        if ((QueryFields.None(context.Request) ?? IfMatch.Read(context.Request, out condition))
            is { } problem)
        {
            return problem;
        }

        if (!UserId.IsValid(caller.Id))
        {
            return UserHttp.NotFound();
        }

        var user = grains.GetGrain<IUserGrain>(caller.Id);
        var before = await user.GetView();
        var version = await condition.Version(() => ValueTask.FromResult(before?.Version));
        var reply = await user.Execute(new EraseUser(), context.Command(caller, ifVersion: version));
        if (reply.Outcome != UserOutcome.Done)
        {
            return UserHttp.Answer(reply);
        }

        if (before is not null)
        {
            await events.Erased(before);
        }

        return Answers.NoContent();
    }

    private static async Task<IResult> ExportMe(
        HttpContext context, Caller caller, IGrainFactory grains, IEnumerable<ExportSection> sections)
    {
        if (QueryFields.None(context.Request) is { } problem)
        {
            return problem;
        }

        if (!UserId.IsValid(caller.Id)
            || await grains.GetGrain<IUserGrain>(caller.Id).Export() is not { } export)
        {
            return UserHttp.NotFound();
        }

        var others = new Dictionary<string, JsonElement>();
        foreach (var section in sections)
        {
            others[section.Name] = await section.Read(caller.Id, context.RequestAborted);
        }

        var body = new UserExportBody(
            UserBody.Of(export.User),
            export.HasPassword,
            export.LockReason,
            export.ImportedFrom,
            export.ExternalId,
            [.. (export.Account?.Sessions ?? []).Select(session => SessionBody.Of(session, caller))],
            [.. (export.Account?.Passkeys ?? []).Select(PasskeyBody.Of)])
        { Sections = others };
        return Answers.Json(body, UserJson.Default.UserExportBody);
    }
}

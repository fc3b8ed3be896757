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
        routes.MapPost(Path + "/registration/complete", RegistrationByMail.Complete)
            .AllowAnonymous().Describe(UserDescriptions.CompleteRegistration);
        routes.MapPost(Path + "/email/verify", EmailVerification.Verify)
            .AllowAnonymous().Describe(WayInDescriptions.VerifyEmail);
        routes.MapPost(Path + "/password/forgot", PasswordReset.Forgot)
            .AllowAnonymous().Describe(WayInDescriptions.ForgotPassword);
        routes.MapPost(Path + "/password/reset", PasswordReset.Reset)
            .AllowAnonymous().Describe(WayInDescriptions.ResetPassword);
        routes.MapPost(Path + "/me/email/verification", EmailVerification.Ask)
            .RequireScope(Scopes.UsersWrite).Describe(WayInDescriptions.AskForVerification);
        routes.MapDelete(Path + "/{id}/sessions", SessionEndpoints.Revoke)
            .RequireScope(Scopes.Admin).Describe(WayInDescriptions.RevokeSessions);
        MapOwn(routes.MapGroup(Path + "/me").RequireScope(Scopes.UsersWrite));
        MapOwnShown(routes.MapGroup(Path + "/me").RequireScope(Scopes.UsersRead));
    }

    private static void MapOwn(RouteGroupBuilder me)
    {
        me.MapPost("/totp", TotpEndpoints.Begin).Describe(SecondFactorDescriptions.Begin);
        me.MapPost("/totp/confirm", TotpEndpoints.Confirm).Describe(SecondFactorDescriptions.Confirm);
        me.MapPost("/totp/recovery-codes", TotpEndpoints.NewCodes).Describe(SecondFactorDescriptions.NewCodes);
        me.MapPost("/totp/disable", TotpEndpoints.Disable).Describe(SecondFactorDescriptions.Disable);
        me.MapPost("/passkeys/options", PasskeyEndpoints.Begin).Describe(SecondFactorDescriptions.BeginPasskey);
        me.MapPost("/passkeys", PasskeyEndpoints.Add).Describe(SecondFactorDescriptions.AddPasskey);
        me.MapDelete("/passkeys/{id}", PasskeyEndpoints.Remove).Describe(SecondFactorDescriptions.RemovePasskey);
        me.MapDelete("/sessions", SessionEndpoints.EndOthers).Describe(WayInDescriptions.EndOtherSessions);
        me.MapDelete("/sessions/{id}", SessionEndpoints.End).Describe(WayInDescriptions.EndSession);
    }

    private static void MapOwnShown(RouteGroupBuilder me)
    {
        me.MapGet("/totp", TotpEndpoints.Show).Describe(SecondFactorDescriptions.Show);
        me.MapGet("/passkeys", PasskeyEndpoints.List).Describe(SecondFactorDescriptions.ListPasskeys);
        me.MapGet("/sessions", SessionEndpoints.List).Describe(WayInDescriptions.ListSessions);
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

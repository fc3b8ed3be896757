using System.Text.Json;
using Storehouse.Http;

namespace Storehouse.Users;

/// <summary><c>/api/v1/users</c>: registration, one's own profile, administration.</summary>
public static class UserEndpoints
{
    internal const string Path = Routing.V1 + "/users";

    public static IEndpointRouteBuilder MapUsers(this IEndpointRouteBuilder routes)
    {
        routes.MapPost(Path, Registration.Register).AllowAnonymous();
        routes.MapGet(Path + "/me", ShowMe).RequireScope(Scopes.UsersRead);
        routes.MapPatch(Path + "/me", ProfileChange.Change).RequireScope(Scopes.UsersWrite);
        routes.MapDelete(Path + "/me", EraseMe).RequireScope(Scopes.UsersWrite);
        routes.MapGet(Path + "/me/export", ExportMe).RequireScope(Scopes.UsersRead);
        routes.MapGet(Path + "/{id}", Show).RequireScope(Scopes.Admin);
        routes.MapPost(Path + "/{id}/roles", UserAdministration.SetRoles).RequireScope(Scopes.Admin);
        routes.MapPost(Path + "/{id}/lock", UserAdministration.Lock).RequireScope(Scopes.Admin);
        routes.MapPost(Path + "/{id}/unlock", UserAdministration.Unlock).RequireScope(Scopes.Admin);
        return routes;
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

    private static async Task<IResult> EraseMe(HttpContext context, Caller caller, IGrainFactory grains)
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
        var version = await condition.Version(async () => (await user.GetView())?.Version);
        var reply = await user.Execute(new EraseUser(), context.Command(caller, ifVersion: version));
        return reply.Outcome == UserOutcome.Done ? Answers.NoContent() : UserHttp.Answer(reply);
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
            export.ExternalId)
        { Sections = others };
        return Answers.Json(body, UserJson.Default.UserExportBody);
    }
}

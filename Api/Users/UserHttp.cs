using System.Diagnostics;
using Storehouse.Http;

namespace Storehouse.Users;

/// <summary>Turns outcomes on users into answers.</summary>
internal static class UserHttp
{
    public static IResult Answer(
        UserReply reply, int status = StatusCodes.Status200OK, string? location = null) =>
        reply.Outcome switch
        {
            UserOutcome.Done => Answer(reply.View!, status, location, reply.Replayed),
            UserOutcome.IdempotencyKeyReused => Problems.IdempotencyKeyReused(),
            UserOutcome.NotFound => NotFound(),
            UserOutcome.UserNameTaken =>
                Problems.Of(ProblemKinds.UsernameTaken, "Somebody else has this user name."),
            UserOutcome.VersionMismatch => Problems.VersionMismatch(reply.View!.Version),
            UserOutcome.PasswordChanged => WrongPassword(),
            _ => throw new UnreachableException(reply.Outcome.ToString()),
        };

    public static IResult Answer(
        UserView user,
        int status = StatusCodes.Status200OK,
        string? location = null,
        bool replayed = false) =>
        Answers.Json(UserBody.Of(user), UserJson.Default.UserBody, status, user.Version, location, replayed);

    public static Problem NotFound() => Problems.NotFound("There is no such user.");

    public static Problem ChangedMeanwhile() =>
        Problems.Of(ProblemKinds.ChangedMeanwhile, "The user was changed at the same time.");

    public static Problem WrongPassword() => Problems.Invalid(Fault.At(
        "/current_password", FaultCodes.InvalidValue, "Not the current password."));
}

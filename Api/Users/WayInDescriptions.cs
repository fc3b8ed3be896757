using Storehouse.Docs;
using Storehouse.Http;

namespace Storehouse.Users;

/// <summary>What the description of the API says about mailed tokens and sessions.</summary>
internal static class WayInDescriptions
{
    private const string SampleToken = "dXNyX2Q0NmJkNDVmZjg5ODljNGJiNjg0NThkYjJmY2Y4ODBmLkNmREo4";
    private const string SampleSession = "ses_9f1c2ab07d5e4c0f8a6b3d2e1f004c77";
    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly SessionBody Sample = new(
        SampleSession, Noon, Noon.AddHours(1), "Mozilla/5.0 (X11; Linux x86_64)", Current: true);

    public static Operation AskForVerification => new Operation(
        "askForEmailVerification", Chapters.Users, "Have the verification message sent again")
        .Says("Sent on its own when an address is given; only so many an hour.")
        .TakesKeyInVain()
        .Takes("EmailVerificationRequest", _ => 0, "{}").BodyOptional()
        .Answers(202, "It will be sent.")
        .Refuses(ProblemKinds.NotFound, ProblemKinds.NothingToVerify);

    public static Operation VerifyEmail => new Operation("verifyEmail", Chapters.Users, "Verify an e-mail address")
        .Says("Shows that the user reads the mail sent to the address: the token is in the message.")
        .TakesKeyInVain()
        .Takes(
            "EmailVerification", EmailVerification.ReadToken, $$"""{"token":"{{SampleToken}}"}""",
            ("token", "Works once, and for the address of then."))
        .Answers(204, "Verified.")
        .Refuses(ProblemKinds.InvalidToken, ProblemKinds.EmailTaken);

    public static Operation ForgotPassword => new Operation(
        "forgotPassword", Chapters.Users, "Have a message sent that resets the password")
        .Says("Give either field. Whether there is such a user, neither the answer nor its time tells.")
        .TakesKeyInVain()
        .Takes(
            "ForgottenPassword", PasswordReset.ReadWho, """{"email":"ada@example.org"}""",
            ("email", "A verified address."))
        .Answers(202, "If there is such a user, a message will be sent to their verified address.");

    public static Operation ResetPassword => new Operation("resetPassword", Chapters.Users, "Reset the password")
        .Says("All sessions end, and so does a lock-out by wrong passwords.")
        .TakesKeyInVain()
        .Takes(
            "PasswordReset", PasswordReset.ReadReset,
            $$"""{"token":"{{SampleToken}}","password":"a long enough password"}""",
            ("token", "Out of the message; works once."), ("password", "The new one."))
        .Answers(204, "The new password is set.")
        .Refuses(ProblemKinds.InvalidToken);

    public static Operation ListSessions => new Operation(
        "listMySessions", Chapters.Users, "List where one is signed in")
        .Says("Newest first, all on one page.")
        .Answers(200, "All of them.", SessionJson.Default.PageSessionBody, new([Sample], null))
        .Refuses(ProblemKinds.NotFound);

    public static Operation EndOtherSessions => new Operation(
        "endMyOtherSessions", Chapters.Users, "Sign out everywhere else")
        .Says("Ends every session but the one that asks.")
        .Answers(204, "Ended.")
        .Refuses(ProblemKinds.NotFound);

    public static Operation EndSession => new Operation("endMySession", Chapters.Users, "Sign out in one place")
        .At("id", "The session.", SampleSession)
        .Answers(204, "Ended.");

    public static Operation RevokeSessions => new Operation(
        "revokeSessions", Chapters.Users, "Sign a user out everywhere")
        .At("id", "The user.", UserDescriptions.SampleId)
        .Answers(204, "All of the user's sessions have ended.");
}

using System.Text.Json;
using Storehouse.Docs;
using Storehouse.Http;

namespace Storehouse.Users;

/// <summary>What the description of the API says about users.</summary>
internal static class UserDescriptions
{
    internal const string SampleId = "usr_d46bd45ff8989c4bb68458db2fcf880f";

    private const string SampleAddress = """
        {"name":"Ada Byron","line1":"12 St James's Square","city":"London","postal_code":"SW1Y 4JH","country":"GB"}
        """;

    private static readonly DateTimeOffset Noon = new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero);

    private static readonly UserBody Sample = new(
        SampleId, "ada", "ada@example.org", EmailVerified: true, "Ada Byron",
        [new("Ada Byron", "12 St James's Square", null, "London", null, "SW1Y 4JH", "GB")],
        [UserRole.Customer], Locked: false, TwoFactorEnabled: false, Noon, Noon);

    public static Operation Register => new Operation("registerUser", Chapters.Users, "Register")
        .Says("Anyone may become a customer. Where the server registers by mail, `email` is required and the answer is "
            + "202, whether or not name and address are free: the message to that address holds a token for "
            + "`POST /users/registration/complete`, or says why there is none. Otherwise, and for administrators, the "
            + "user is there at once.")
        .TakesKey()
        .Takes("NewUser", Registration.Read, $$"""
            {"username":"ada","password":"a long enough password","email":"ada@example.org","name":"Ada Byron",
             "addresses":[{{SampleAddress}}]}
            """,
            ("username", "ASCII letters, digits and `. _ - @`; upper and lower case are the same name."),
            ("addresses.country", "ISO 3166-1 alpha-2."))
        .Answers(201, "Registered.", UserJson.Default.UserBody, Sample, Sends.ETag | Sends.Location)
        .Answers(202, "A message is on its way.", RegistrationJson.Default.RegistrationBody,
            new("ada@example.org", 86_400))
        .Refuses(ProblemKinds.UsernameTaken);

    public static Operation CompleteRegistration => new Operation(
        "completeRegistration", Chapters.Users, "Complete a registration by mail")
        .Says("Makes the user, with a verified e-mail address. A repeat is answered like the first.")
        .TakesKey()
        .Takes("RegistrationCompletion", RegistrationByMail.Read, $$"""
            {"token":"{{SampleId}}.Q2ZESjhB","password":"a long enough password"}
            """,
            ("token", "From the message."), ("password", "The one that was registered with."))
        .Answers(201, "Registered.", UserJson.Default.UserBody, Sample, Sends.ETag | Sends.Location)
        .Refuses(ProblemKinds.InvalidToken, ProblemKinds.UsernameTaken, ProblemKinds.EmailTaken);

    public static Operation ShowMe => new Operation("getMe", Chapters.Users, "Show one's own profile")
        .Answers(200, "The caller.", UserJson.Default.UserBody, Sample, Sends.ETag)
        .Refuses(ProblemKinds.NotFound);

    public static Operation ChangeMe => new Operation("patchMe", Chapters.Users, "Change one's own profile")
        .Says("A merge patch (RFC 7396): what is not named stays, null removes. A new password needs both fields.")
        .TakesIfMatch()
        .Takes("ProfileChange", ProfileChange.Read, $$"""
            {"name":"Ada Lovelace","addresses":[{{SampleAddress}}]}
            """,
            ("password", "The new one."), ("addresses.country", "ISO 3166-1 alpha-2."))
        .AsMergePatch()
        .Answers(200, "Changed.", UserJson.Default.UserBody, Sample with { Name = "Ada Lovelace" }, Sends.ETag)
        .Refuses(ProblemKinds.NotFound);

    public static Operation EraseMe => new Operation("deleteMe", Chapters.Users, "Erase oneself")
        .Says("Everything held about the person goes; the orders stay, without the person.")
        .TakesIfMatch()
        .Answers(204, "Erased.")
        .Refuses(ProblemKinds.NotFound);

    public static Operation ExportMe => new Operation(
        "exportMe", Chapters.Users, "Export everything held about oneself")
        .Answers(200, "Everything, by the part that holds it.", UserJson.Default.UserExportBody,
            new(Sample, HasPassword: true, null, null, null, [], [])
            {
                Sections = new Dictionary<string, JsonElement> { ["orders"] = JsonElement.Parse("[]") },
            })
        .Refuses(ProblemKinds.NotFound);

    public static Operation Show => new Operation("getUser", Chapters.Users, "Show a user")
        .At("id", "The user.", SampleId)
        .Answers(200, "The user.", UserJson.Default.UserBody, Sample, Sends.ETag);

    public static Operation SetRoles => Administer(
        "setRoles", "Set a user's roles", UserAdministration.ReadRoles, """{"roles":["customer","staff"]}""")
        .Says("Administrators cannot take the role from themselves.");

    public static Operation Lock => Administer(
        "lockUser", "Lock a user out", UserAdministration.ReadReason, """{"reason":"card fraud"}""")
        .BodyOptional();

    public static Operation Unlock => Administer("unlockUser", "Let a user in again", _ => 0, "{}").BodyOptional();

    private static Operation Administer<T>(string id, string summary, Func<JsonFields, T> read, string example) =>
        new Operation(id, Chapters.Users, summary)
            .At("id", "The user.", SampleId)
            .TakesKey().TakesIfMatch()
            .Takes(char.ToUpperInvariant(id[0]) + id[1..], read, example)
            .Answers(200, "Done.", UserJson.Default.UserBody, Sample, Sends.ETag)
            .Refuses(ProblemKinds.Forbidden);
}

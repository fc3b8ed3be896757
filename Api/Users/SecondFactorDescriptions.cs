using System.Text.Json.Nodes;
using Storehouse.Docs;
using Storehouse.Http;

namespace Storehouse.Users;

/// <summary>What the description of the API says about codes beside the password, and passkeys in its place.</summary>
internal static class SecondFactorDescriptions
{
    private const string SamplePassword = """{"current_password":"a long enough password"}""";

    private const string SampleKey = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP";

    private const string SamplePasskeyId = "8n1vJ8dFSVYy3bXWQmT6kQ";

    private static readonly RecoveryCodesBody SampleCodes = new(["7Q3MD-KX4PV", "B2WHR-9TJNC"]);

    private static readonly PasskeyBody SamplePasskey = new(
        SamplePasskeyId, "Laptop", new(2026, 11, 24, 12, 0, 0, TimeSpan.Zero), BackedUp: true);

    public static Operation Show => new Operation("getTotp", Chapters.Users, "Show whether there is a second factor")
        .Answers(200, "Whether a code is asked for.", TotpJson.Default.SecondFactorBody, new(true, 8))
        .Refuses(ProblemKinds.NotFound);

    public static Operation Begin => WithPassword("beginTotp", "Begin to set up an authenticator app")
        .Says("Gives a new secret, in the place of one that was not confirmed. Nothing changes until it is.")
        .Answers(200, "What the app needs to know.", TotpJson.Default.TotpBody,
            new(SampleKey, $"otpauth://totp/Storehouse:ada?secret={SampleKey}&issuer=Storehouse"))
        .Refuses(ProblemKinds.SecondFactorConflict, ProblemKinds.ChangedMeanwhile);

    public static Operation Confirm => new Operation("confirmTotp", Chapters.Users, "Enable the second factor")
        .Says("A code shows that the app has the secret. From now on, every sign-in by password takes one.")
        .TakesKeyInVain()
        .Takes("TotpConfirmation", TotpEndpoints.ReadCode, """{"code":"492039"}""", ("code", "Six digits."))
        .Answers(200, "Enabled.", TotpJson.Default.RecoveryCodesBody, SampleCodes)
        .Refuses(ProblemKinds.NotFound, ProblemKinds.SecondFactorConflict);

    public static Operation NewCodes => WithPassword("renewRecoveryCodes", "Have new recovery codes")
        .Says("In the place of all before.")
        .Answers(200, "The new ones.", TotpJson.Default.RecoveryCodesBody, SampleCodes)
        .Refuses(ProblemKinds.SecondFactorConflict);

    public static Operation Disable => WithPassword("disableTotp", "Disable the second factor")
        .Answers(204, "No code is asked for any more.")
        .Refuses(ProblemKinds.ChangedMeanwhile);

    public static Operation ListPasskeys => new Operation("listMyPasskeys", Chapters.Users, "List one's passkeys")
        .Says("All on one page.")
        .Answers(200, "All of them.", PasskeyJson.Default.PagePasskeyBody, new([SamplePasskey], null))
        .Refuses(ProblemKinds.NotFound);

    public static Operation BeginPasskey => WithPassword("beginPasskey", "Begin to add a passkey")
        .Says("W3C Web Authentication: `options` is for `navigator.credentials.create`.")
        .Answers(200, "What the browser is to be asked.", PasskeyJson.Default.PasskeyOptionsBody,
            new(
                JsonNode.Parse("""
                    {"rp":{"id":"shop.example","name":"shop.example"},
                     "user":{"id":"dXNyXzE","name":"ada","displayName":"Ada Byron"},
                     "challenge":"8n1vJ8dFSVYy3bXWQmT6kQ",
                     "pubKeyCredParams":[{"type":"public-key","alg":-7}]}
                    """)!.AsObject(),
                "CfDJ8N"));

    public static Operation AddPasskey => new Operation("addPasskey", Chapters.Users, "Add a passkey")
        .TakesKeyInVain()
        .Takes("NewPasskey", PasskeyEndpoints.ReadNew, """
            {"state":"CfDJ8N","name":"Laptop",
             "credential":{"id":"8n1vJ8dFSVYy3bXWQmT6kQ","type":"public-key","response":{}}}
            """,
            ("state", "As it came with the options."),
            ("credential", "What the browser answered, as `PublicKeyCredential.toJSON` gives it."))
        .Answers(201, "Added.", PasskeyJson.Default.PasskeyBody, SamplePasskey)
        .Refuses(ProblemKinds.NotFound, ProblemKinds.TooManyPasskeys, ProblemKinds.ChangedMeanwhile);

    public static Operation RemovePasskey => new Operation("removePasskey", Chapters.Users, "Remove a passkey")
        .At("id", "The passkey.", SamplePasskeyId)
        .Answers(204, "Removed.")
        .Refuses(ProblemKinds.ChangedMeanwhile);

    private static Operation WithPassword(string id, string summary) => new Operation(id, Chapters.Users, summary)
        .TakesKeyInVain()
        .Takes("CurrentPassword", TotpEndpoints.ReadCurrentPassword, SamplePassword,
            ("current_password", "A token may be stolen: what changes the ways in asks for the password as well."))
        .Refuses(ProblemKinds.NotFound);
}

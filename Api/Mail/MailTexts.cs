using MimeKit;
using MimeKit.Text;

namespace Storehouse.Mail;

/// <summary>
/// What the messages say. Plain text: nothing is loaded, and links can be read before they are opened.
/// </summary>
internal static class MailTexts
{
    public static MimeMessage Verification(string from, string to, Uri link, string token, TimeSpan lifetime) => Write(
        from, to, "Confirm your e-mail address",
        $"""
        Somebody, probably you, gave this address for an account.

        To confirm that it is yours, open this page within {Words(lifetime)} and press the button:

        {link}

        or send this token to POST /api/v1/users/email/verify:

        {token}

        If it was not you, do nothing: the address is then not used.
        """);

    public static MimeMessage Reset(
        string from, string to, string? userName, Uri link, string token, TimeSpan lifetime) => Write(
        from, to, "Set a new password",
        $"""
        Somebody, probably you, asked for a new password of the account {userName}.

        To set one, open this page within {Words(lifetime)}:

        {link}

        or send this token with a password to POST /api/v1/users/password/reset:

        {token}

        If it was not you, do nothing: the password stays as it is.
        """);

    public static MimeMessage Registration(
        string from, string to, string userName, Uri link, string token, TimeSpan lifetime) => Write(
        from, to, "Complete your registration",
        $"""
        Somebody, probably you, registered as {userName} with this address.

        To complete it, open this page within {Words(lifetime)} and give the password that you chose:

        {link}

        or send this token with the password to POST /api/v1/users/registration/complete:

        {token}

        If it was not you, do nothing: there is then no such account.
        """);

    public static MimeMessage UserNameTaken(string from, string to, string userName, Uri register) => Write(
        from, to, "Choose another user name",
        $"""
        Somebody, probably you, wanted to register as {userName} with this address. Somebody else has this user name.

        To register under another one, open this page:

        {register}

        If it was not you, do nothing.
        """);

    public static MimeMessage AlreadyKnown(string from, string to, string? userName) => Write(
        from, to, "You have an account already",
        $"""
        Somebody, probably you, gave this address for another account. It belongs to the account {userName}, and one
        address can belong to one account only.

        If you forgot the password of that account, you can have a new one set. If it was not you, do nothing.
        """);

    public static MimeMessage PasswordChanged(string from, string to, string? userName) => Write(
        from, to, "Your password was changed",
        $"""
        The password of the account {userName} was changed, and sessions elsewhere were ended.

        If it was not you, have a new password set at once.
        """);

    public static MimeMessage AddressRemoved(string from, string to) => Write(
        from, to, "Your e-mail address was changed",
        """
        An account that used this e-mail address now uses another one, and nothing more will be sent here.

        If it was not you who changed it, write to whoever runs this server.
        """);

    private static MimeMessage Write(string from, string to, string subject, string text)
    {
        var message = new MimeMessage { Subject = subject, Body = new TextPart(TextFormat.Plain) { Text = text } };
        message.From.Add(MailboxAddress.Parse(from));
        message.To.Add(MailboxAddress.Parse(to));

        // Robots that answer mail are asked not to (RFC 3834).
        message.Headers.Add("Auto-Submitted", "auto-generated");
        return message;
    }

    private static string Words(TimeSpan time) => time switch
    {
        { TotalDays: >= 2 } => $"{time.TotalDays:0} days",
        { TotalHours: >= 2 } => $"{time.TotalHours:0} hours",
        { TotalMinutes: >= 2 } => $"{time.TotalMinutes:0} minutes",
        _ => $"{time.TotalSeconds:0} seconds",
    };
}

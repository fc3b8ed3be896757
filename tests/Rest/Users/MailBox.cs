using System.Text.RegularExpressions;
using MimeKit;

namespace Storehouse.Tests.Users;

/// <summary>The messages that a server without a mail server wrote to its folder.</summary>
internal static partial class MailBox
{
    /// <summary>The newest message to an address about something; waits for it.</summary>
    public static async Task<MimeMessage> Newest(string dataPath, string to, string subject, string text = "")
    {
        using var bound = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var read = new Dictionary<string, MimeMessage>();
        while (true)
        {
            var found = Read(dataPath, read).LastOrDefault(
                message => message.To.Mailboxes.Any(mailbox => mailbox.Address == to)
                    && message.Subject!.Contains(subject, StringComparison.Ordinal)
                    && message.TextBody!.Contains(text, StringComparison.Ordinal));
            if (found is not null)
            {
                return found;
            }

            Assert.False(bound.IsCancellationRequested, $"No message about '{subject}' to {to} came.");
            await Task.Yield();
        }
    }

    /// <summary>The token of the newest message about something to a user.</summary>
    public static async Task<string> TokenFor(string dataPath, string to, string subject, string userId) =>
        Token(await Newest(dataPath, to, subject, userId));

    public static string Token(MimeMessage message) => Token(message.TextBody!);

    public static string Token(string text) => Tokens().Match(text).Value;

    public static IReadOnlyList<MimeMessage> Read(string dataPath) => [.. Read(dataPath, [])];

    private static IEnumerable<MimeMessage> Read(string dataPath, Dictionary<string, MimeMessage> read)
    {
        var folder = new DirectoryInfo(Path.Combine(dataPath, "mail"));
        var files = folder.Exists ? folder.GetFiles("*.eml") : [];
        foreach (var file in files.OrderBy(file => file.LastWriteTimeUtc))
        {
            if (!read.TryGetValue(file.FullName, out var message))
            {
                read[file.FullName] = message = MimeMessage.Load(file.FullName);
            }

            yield return message;
        }
    }

    [GeneratedRegex(@"usr_[0-9a-f]{32}\.[A-Za-z0-9_-]+")]
    private static partial Regex Tokens();
}

using System.ComponentModel.DataAnnotations;

namespace Storehouse.Mail;

/// <summary>How the connection to the mail server is protected.</summary>
public enum MailSecurity
{
    /// <summary>By TLS from the first byte on port 465, else by STARTTLS where the server offers it.</summary>
    Auto,

    /// <summary>Not at all: for a server on the same machine.</summary>
    None,

    /// <summary>By STARTTLS, or no mail goes out.</summary>
    StartTls,

    /// <summary>By TLS from the first byte.</summary>
    Tls,
}

/// <summary>Settings under <c>Storehouse:Mail</c>: how mail to users goes out.</summary>
public sealed class MailOptions
{
    public const string Section = "Storehouse:Mail";

    /// <summary>
    /// The SMTP server that takes mail. Default: none, and each message is written as a file to the folder
    /// <c>mail</c> in the data folder, for development.
    /// </summary>
    public string? Host { get; init; }

    /// <summary>Default: 587.</summary>
    [Range(1, 65_535)]
    public int Port { get; init; } = 587;

    /// <summary>Default: Auto.</summary>
    public MailSecurity Security { get; init; } = MailSecurity.Auto;

    /// <summary>Whom to sign in to the mail server as. Default: nobody.</summary>
    public string? UserName { get; init; }

    /// <summary>With <see cref="UserName"/>. Default: none.</summary>
    public string? Password { get; init; }

    /// <summary>The sender. Default: storehouse@localhost.</summary>
    [Required]
    public string From { get; init; } = "storehouse@localhost";

    /// <summary>How long the mail server may take for one step of a conversation. Default: 15 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00")]
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>The wait before a message is tried again; it doubles, up to an hour. Default: 5 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00")]
    public TimeSpan RetryAfter { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a message is tried before it is given up. Default: 1 day.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "7.00:00:00")]
    public TimeSpan GiveUpAfter { get; init; } = TimeSpan.FromDays(1);

    /// <summary>Messages of one kind to one user in an hour. Default: 5.</summary>
    [Range(1, 1000)]
    public int PerHourMax { get; init; } = 5;

    /// <summary>How long the proof of an e-mail address is good for. Default: 3 days.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "30.00:00:00")]
    public TimeSpan VerificationLifetime { get; init; } = TimeSpan.FromDays(3);

    /// <summary>How long a forgotten password can be reset. Default: 1 hour.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan ResetLifetime { get; init; } = TimeSpan.FromHours(1);
}

using MailKit.Net.Smtp;
using MailKit.Security;
using Microsoft.Extensions.Options;
using MimeKit;

namespace Storehouse.Mail;

/// <summary>Takes a message off our hands.</summary>
internal interface IMailTransport
{
    /// <param name="userId">Whom it is about.</param>
    Task Send(MimeMessage message, string userId, CancellationToken cancelled);
}

/// <summary>To an SMTP server.</summary>
internal sealed class SmtpTransport(IOptions<MailOptions> options) : IMailTransport
{
    public async Task Send(MimeMessage message, string userId, CancellationToken cancelled)
    {
        var mail = options.Value;
        using var client = new SmtpClient { Timeout = (int)mail.Timeout.TotalMilliseconds };

        // Each step has its time-out; a server that drips is bounded by all of them together.
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancelled);
        bound.CancelAfter(mail.Timeout * 4);
        await client.ConnectAsync(mail.Host!, mail.Port, Security(mail.Security), bound.Token);
        if (mail.UserName is { } userName)
        {
            await client.AuthenticateAsync(userName, mail.Password ?? "", bound.Token);
        }

        await client.SendAsync(message, bound.Token);
        await client.DisconnectAsync(quit: true, bound.Token);
    }

    private static SecureSocketOptions Security(MailSecurity security) => security switch
    {
        MailSecurity.None => SecureSocketOptions.None,
        MailSecurity.StartTls => SecureSocketOptions.StartTls,
        MailSecurity.Tls => SecureSocketOptions.SslOnConnect,
        _ => SecureSocketOptions.Auto,
    };
}

/// <summary>To files, for development: one <c>.eml</c> a message, named after its user.</summary>
internal sealed class FolderTransport(string folder, TimeProvider clock) : IMailTransport
{
    public async Task Send(MimeMessage message, string userId, CancellationToken cancelled)
    {
        Directory.CreateDirectory(folder);
        var name = $"{userId}-{clock.GetUtcNow():yyyyMMdd'T'HHmmssfff'Z'}-{Guid.NewGuid():N}.eml";
        var draft = Path.Combine(folder, name + ".draft");
        await message.WriteToAsync(draft, cancelled);
        File.Move(draft, Path.Combine(folder, name));
    }

    /// <summary>Removes what was written to a user.</summary>
    public void Forget(string userId)
    {
        if (Directory.Exists(folder))
        {
            foreach (var file in Directory.GetFiles(folder, userId + "-*"))
            {
                File.Delete(file);
            }
        }
    }
}

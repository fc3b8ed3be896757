using System.Net;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Storehouse.Http;
using Storehouse.Mail;
using Storehouse.Users;

namespace Storehouse.Identity;

/// <summary>
/// Where the links in messages lead, and where a password can be said to be forgotten: plain pages with one form
/// each, without script. Opening one changes nothing, since programs open links too; only its button does.
/// </summary>
internal static class AccountPages
{
    public const string VerifyEmail = "/account/verify-email";
    public const string ForgotPassword = "/account/forgot-password";
    public const string ResetPassword = "/account/reset-password";
    public const string CompleteRegistration = "/account/complete-registration";
    private const int FormBytesMax = 16 * 1024;
    private const int TextLengthMax = 256;

    private const string Policy =
        "default-src 'none'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private const string Expired =
        "<p role=\"alert\">The link is not valid: it is too old, or was used. Ask for another message.</p>";

    public static void MapAccountPages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet(VerifyEmail, (HttpContext context) => Page(
            context, "Confirm your e-mail address", Form(context, VerifyEmail, "", "Confirm"))).AllowAnonymous();
        routes.MapPost(VerifyEmail, Verify).AllowAnonymous();
        routes.MapGet(ForgotPassword, (HttpContext context) => Page(
            context, "Forgot your password?", ForgotForm)).AllowAnonymous();
        routes.MapPost(ForgotPassword, Forgot).AllowAnonymous();
        routes.MapGet(ResetPassword, (HttpContext context) => Page(
            context, "Set a new password", Form(context, ResetPassword, PasswordField, "Set"))).AllowAnonymous();
        routes.MapPost(ResetPassword, Reset).AllowAnonymous();
    }

    private static string ForgotForm { get; } = $"""
        <p>Give your user name or your e-mail address. If an account with a verified e-mail address belongs to it,
        a message with a link is sent there.</p>
        <form method="post" action="{ForgotPassword}">
        <p><label for="who">User name or e-mail address</label><br>
        <input id="who" name="who" maxlength="{TextLengthMax}" autocomplete="username" autocapitalize="none"
         required></p>
        <p><button type="submit">Send</button></p>
        </form>
        """;

    private static string PasswordField { get; } = $"""
        <p><label for="password">New password, {Passwords.LengthMin} characters or more</label><br>
        <input id="password" name="password" type="password" autocomplete="new-password"
         minlength="{Passwords.LengthMin}" maxlength="{Passwords.LengthMax}" required></p>
        """;

    private static async Task Verify(HttpContext context, Accounts accounts)
    {
        var form = await ReadForm(context);
        var outcome = await EmailVerification.Redeem(accounts, Field(form, "token", MailToken.LengthMax));
        await Page(context, "Confirm your e-mail address", outcome switch
        {
            TokenOutcome.Done => "<p>Thank you: your e-mail address is confirmed.</p>",
            TokenOutcome.EmailTaken => "<p role=\"alert\">This e-mail address belongs to another account.</p>",
            _ => Expired,
        });
    }

    private static async Task Forgot(HttpContext context, MailQueue mail)
    {
        var form = await ReadForm(context);
        var who = Field(form, "who", TextLengthMax).Trim();
        var isEmail = who.Contains('@', StringComparison.Ordinal);

        // A user name may hold the sign too: both are tried, and at most one leads to a message.
        var isTaken = who.Length == 0
            || await PasswordReset.Ask(mail, null, who) && (!isEmail || await PasswordReset.Ask(mail, who, null));
        await Page(context, "Forgot your password?", isTaken
            ? "<p>If there is such an account, a message is on its way. The link in it is good for a while.</p>"
            : "<p role=\"alert\">Too many messages wait. Try again in a minute.</p>");
    }

    private static async Task Reset(HttpContext context, Accounts accounts, AccountEvents events)
    {
        var form = await ReadForm(context);
        var token = Field(form, "token", MailToken.LengthMax);
        var password = Field(form, "password", int.MaxValue);
        if (TextRules.Check(password, Passwords.LengthMin, Passwords.LengthMax, multiline: false) is { } fault)
        {
            await Page(
                context, "Set a new password",
                $"<p role=\"alert\">The password is not fit: {WebUtility.HtmlEncode(fault.Detail)}</p>"
                + Form(ResetPassword, token, PasswordField, "Set"));
            return;
        }

        var outcome = await PasswordReset.Redeem(accounts, events, token, password, context.RequestAborted);
        await Page(context, "Set a new password", outcome == TokenOutcome.Done
            ? "<p>Your new password is set. Sign in with it; all other sessions were ended.</p>"
            : Expired);
    }

    private static string Form(HttpContext context, string action, string fields, string button) =>
        Form(action, context.Request.Query["token"].ToString(), fields, button);

    private static string Form(string action, string token, string fields, string button) => $"""
        <form method="post" action="{action}">
        <input type="hidden" name="token" value="{WebUtility.HtmlEncode(token)}">
        {fields}
        <p><button type="submit">{button}</button></p>
        </form>
        """;

    private static async Task<IFormCollection> ReadForm(HttpContext context)
    {
        if (!context.Request.HasFormContentType)
        {
            return FormCollection.Empty;
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit)
        {
            limit.MaxRequestBodySize = FormBytesMax;
        }

        return await context.Request.ReadFormAsync(context.RequestAborted);
    }

    private static string Field(IFormCollection form, string name, int lengthMax)
    {
        var text = form[name].ToString();
        return text.Length <= lengthMax ? text : "";
    }

    private static async Task Page(HttpContext context, string title, string body)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = Policy;
        headers.CacheControl = "no-store";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers[HeaderNames.XContentTypeOptions] = "nosniff";
        context.Response.ContentType = "text/html; charset=utf-8";
        await context.Response.WriteAsync(
            $"""
            <!doctype html>
            <html lang="en">
            <head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{title} - Storehouse</title></head>
            <body><main><h1>{title}</h1>
            {body}
            </main></body>
            </html>

            """,
            context.RequestAborted);
    }
}

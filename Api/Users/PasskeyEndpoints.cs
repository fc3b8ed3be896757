using System.Buffers.Text;
using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Identity;
using Storehouse.Http;
using Storehouse.Identity;

namespace Storehouse.Users;

/// <summary>
/// What a browser's <c>navigator.credentials</c> is to be asked, and a state to hand back with its answer.
/// </summary>
/// <param name="Options">As <c>PublicKeyCredential.parse…OptionsFromJSON</c> takes it.</param>
/// <param name="State">Good for five minutes.</param>
public sealed record PasskeyOptionsBody(JsonObject Options, string State);

/// <summary>A passkey.</summary>
/// <param name="Id">Base 64 URL.</param>
/// <param name="BackedUp">Whether it is kept in more than one place.</param>
public sealed record PasskeyBody(string Id, string? Name, DateTimeOffset CreatedAt, bool BackedUp)
{
    internal static PasskeyBody Of(UserPasskey passkey) => new(
        Base64Url.EncodeToString(passkey.Id.AsSpan()), passkey.Name, passkey.CreatedAt, passkey.IsBackedUp);
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, Converters = [typeof(UtcTimeConverter)])]
[JsonSerializable(typeof(PasskeyOptionsBody))]
[JsonSerializable(typeof(PasskeyBody))]
[JsonSerializable(typeof(Page<PasskeyBody>))]
internal sealed partial class PasskeyJson : JsonSerializerContext;

/// <summary><c>/users/me/passkeys</c>, and signing in with one (W3C Web Authentication).</summary>
internal static class PasskeyEndpoints
{
    public const int PasskeysMax = 20;
    private const int NameLengthMax = 100;

    public static async Task<IResult> List(HttpContext context, Caller caller, Accounts accounts)
    {
        if (QueryFields.None(context.Request) is { } problem)
        {
            return problem;
        }

        if (await accounts.FindByIdAsync(caller.Id) is not { } account)
        {
            return UserHttp.NotFound();
        }

        ImmutableArray<PasskeyBody> passkeys = [.. (await accounts.GetPasskeysAsync(account)).Select(Body)];
        return Answers.Json(new Page<PasskeyBody>(passkeys, null), PasskeyJson.Default.PagePasskeyBody);
    }

    /// <summary><c>POST /users/me/passkeys/options</c>: begins the making of one.</summary>
    public static async Task<IResult> Begin(
        HttpContext context, Caller caller, Accounts accounts, IPasskeyHandler<Account> passkeys, PasskeyStates states)
    {
        var (account, refusal) = await TotpEndpoints.ReadPassword(context, caller, accounts);
        if (refusal is not null)
        {
            return refusal;
        }

        var made = await passkeys.MakeCreationOptionsAsync(Entity(account), context);
        return Options(made.CreationOptionsJson, states.Protect(account.Id, made.AttestationState));
    }

    /// <summary><c>POST /users/me/passkeys</c>: what the authenticator made.</summary>
    public static async Task<IResult> Add(
        HttpContext context, Caller caller, Accounts accounts, IPasskeyHandler<Account> passkeys, PasskeyStates states)
    {
        using var body = await JsonBody.Read(context);
        var (state, name, credential) = ReadNew(body);
        if (TotpEndpoints.ProblemOf(context, body) is { } problem)
        {
            return problem;
        }

        if (await accounts.FindByIdAsync(caller.Id) is not { } account)
        {
            return UserHttp.NotFound();
        }

        if ((await accounts.GetPasskeysAsync(account)).Count >= PasskeysMax)
        {
            return Problems.Of(ProblemKinds.TooManyPasskeys, $"A user has at most {PasskeysMax} passkeys.");
        }

        if (states.Unprotect(account.Id, state) is not { } attestation)
        {
            return BadState();
        }

        var result = await passkeys.PerformAttestationAsync(
            new() { HttpContext = context, CredentialJson = credential, AttestationState = attestation });
        if (!result.Succeeded || result.UserEntity.Id != account.Id)
        {
            return Problems.Invalid(Fault.At("/credential", FaultCodes.InvalidValue, "Not an answer to the options."));
        }

        result.Passkey.Name = name;
        return (await accounts.AddOrUpdatePasskeyAsync(account, result.Passkey)).Succeeded
            ? Answers.Json(Body(result.Passkey), PasskeyJson.Default.PasskeyBody, StatusCodes.Status201Created)
            : UserHttp.ChangedMeanwhile();
    }

    /// <summary><c>DELETE /users/me/passkeys/{id}</c>.</summary>
    public static async Task<IResult> Remove(HttpContext context, Caller caller, string id, Accounts accounts)
    {
        if (QueryFields.None(context.Request) is { } problem)
        {
            return problem;
        }

        return await accounts.FindByIdAsync(caller.Id) is { } account
            && Base64Url.IsValid(id) && Base64Url.DecodeFromChars(id) is var credentialId
            && await accounts.GetPasskeyAsync(account, credentialId) is not null
            ? (await accounts.RemovePasskeyAsync(account, credentialId)).Succeeded
                ? Answers.NoContent()
                : UserHttp.ChangedMeanwhile()
            : Problems.NotFound("There is no such passkey.");
    }

    internal static (string State, string? Name, string Credential) ReadNew(JsonFields body) => (
        body.RequiredString("state", PasskeyStates.LengthMax),
        body.OptionalString("name", NameLengthMax),
        body.RequiredObjectText("credential"));

    internal static PasskeyUserEntity Entity(Account account) => new()
    {
        Id = account.Id,
        Name = account.UserName ?? account.Id,
        DisplayName = account.Known?.User.Name ?? account.UserName ?? account.Id,
    };

    internal static IResult Options(string json, string state) => Answers.Json(
        new PasskeyOptionsBody(JsonNode.Parse(json)!.AsObject(), state), PasskeyJson.Default.PasskeyOptionsBody);

    internal static Problem BadState() => Problems.Invalid(
        Fault.At("/state", FaultCodes.InvalidValue, "Not a state of these options, or too old."));

    private static PasskeyBody Body(UserPasskeyInfo passkey) => new(
        Base64Url.EncodeToString(passkey.CredentialId), passkey.Name, passkey.CreatedAt, passkey.IsBackedUp);
}

using System.Collections.Immutable;

namespace Storehouse.Http;

/// <summary>Every problem the API answers with. A code, once published, keeps its meaning.</summary>
public static class ProblemKinds
{
    public static readonly ProblemKind ValidationFailed = new("validation_failed", 400, "Invalid input",
        "Each entry of `errors` names one fault: `pointer` (a JSON Pointer into the body) or `parameter` "
        + "(of query, path or headers), a `code` and a `detail`. All faults are reported at once.");
    public static readonly ProblemKind MalformedJson = new("malformed_json", 400, "The body is not JSON",
        "Send one JSON document in UTF-8, nested no deeper than 32 levels.");
    public static readonly ProblemKind BadRequest = new("bad_request", 400, "Bad request",
        "The request breaks the rules of HTTP.");
    public static readonly ProblemKind IdempotencyKeyRequired = new("idempotency_key_required", 400,
        "Idempotency-Key required",
        "Send an `Idempotency-Key` header, unique to this operation, so that a retry cannot act twice.");
    public static readonly ProblemKind InvalidIdempotencyKey = new("invalid_idempotency_key", 400,
        "Invalid Idempotency-Key", "Send one `Idempotency-Key` of 1 to 255 printable ASCII characters.");
    public static readonly ProblemKind Unauthenticated = new("unauthenticated", 401, "Sign-in required",
        "Send a valid access token as `Authorization: Bearer …`.");
    public static readonly ProblemKind BadCredentials = new("bad_credentials", 401, "Sign-in refused",
        "The user name or the password is wrong, or too many attempts failed lately: then wait, or reset the "
        + "password.");
    public static readonly ProblemKind SecondFactorRequired = new("second_factor_required", 401,
        "Second factor required",
        "The password is right; send it again together with `totp` (a code of the authenticator app) or "
        + "`recovery_code`.");
    public static readonly ProblemKind BadSecondFactor = new("bad_second_factor", 401, "Code refused",
        "The code is wrong, too old, or was used before. Wait for the next one.");
    public static readonly ProblemKind Forbidden = new("forbidden", 403, "Not allowed",
        "The caller may not do this.");
    public static readonly ProblemKind InsufficientScope = new("insufficient_scope", 403, "Scope missing",
        "The token lacks the scope named in `scope`.");
    public static readonly ProblemKind NotFound = new("not_found", 404, "Not found",
        "There is no such resource, or it is not the caller's to see.");
    public static readonly ProblemKind MethodNotAllowed = new("method_not_allowed", 405, "Method not allowed",
        "The `Allow` header lists what this resource understands.");
    public static readonly ProblemKind NotAcceptable = new("not_acceptable", 406, "Not acceptable",
        "None of the formats in `Accept` can be produced; `offered` lists those that can.");
    public static readonly ProblemKind RequestTimeout = new("request_timeout", 408, "Request too slow",
        "Headers or body came in too slowly, or not at all. Send the request again, at once.");
    public static readonly ProblemKind IdempotencyKeyInUse = new("idempotency_key_in_use", 409,
        "Still being processed", "The first request under this key still runs; retry after `Retry-After`.");
    public static readonly ProblemKind OutOfStock = new("out_of_stock", 409, "Out of stock",
        "`lines` lists each short line: what was requested and what is available.");
    public static readonly ProblemKind InsufficientStock = new("insufficient_stock", 409, "Not enough stock",
        "More would leave than is `available`.");
    public static readonly ProblemKind OnHandMismatch = new("on_hand_mismatch", 409, "On hand differs",
        "`expected_on_hand` is not the true figure, which is in `on_hand`.");
    public static readonly ProblemKind CountBelowReserved = new("count_below_reserved", 409,
        "Counted less than reserved", "Release or cancel orders first: reserved units must be on hand.");
    public static readonly ProblemKind NotStocked = new("not_stocked", 409, "Not a stocked item",
        "Items such as postage have no stock to move.");
    public static readonly ProblemKind IllegalTransition = new("illegal_transition", 409,
        "Not possible in this state", "`order_status` is the state now and `allowed` what is possible from it.");
    public static readonly ProblemKind ExceedsReserved = new("exceeds_reserved", 409,
        "More than is reserved", "Ship at most what is reserved for the line.");
    public static readonly ProblemKind ExceedsShipped = new("exceeds_shipped", 409,
        "More than was shipped", "Return at most what was shipped and has not come back.");
    public static readonly ProblemKind NothingLeft = new("nothing_left", 409, "Nothing left to do",
        "Everything has been shipped or returned already.");
    public static readonly ProblemKind UsernameTaken = new("username_taken", 409, "User name taken",
        "Choose another user name.");
    public static readonly ProblemKind ManagedBySettings = new("managed_by_settings", 409,
        "Managed by the settings", "The server's settings hold this resource: change it there.");
    public static readonly ProblemKind HasNoSecret = new("has_no_secret", 409, "No secret to renew",
        "Public clients have no secret.");
    public static readonly ProblemKind LimitReached = new("limit_reached", 409, "As many as there may be",
        "`limit` is how many of these there may be at once. Remove one first.");
    public static readonly ProblemKind VersionMismatch = new("version_mismatch", 412, "Changed meanwhile",
        "`If-Match` names another version than `current_version`. Read again, then decide.");
    public static readonly ProblemKind PayloadTooLarge = new("payload_too_large", 413, "Body too large",
        "`limit_bytes` is the most this resource takes.");
    public static readonly ProblemKind UriTooLong = new("uri_too_long", 414, "Address too long",
        "The first line of a request may have 8,192 bytes. Ask for less at once.");
    public static readonly ProblemKind UnsupportedMediaType = new("unsupported_media_type", 415,
        "Unsupported media type", "`supported` lists the media types this resource takes.");
    public static readonly ProblemKind IdempotencyKeyReused = new("idempotency_key_reused", 422,
        "Idempotency-Key reused", "This key was used for another request. Use a new one for each operation.");
    public static readonly ProblemKind PreconditionRequired = new("precondition_required", 428,
        "If-Match required", "Send `If-Match` with the ETag of the version you mean to change.");
    public static readonly ProblemKind RateLimited = new("rate_limited", 429, "Too many requests",
        "The quota named in `policy` is used up; `RateLimit` tells when all of it is there again. Retry after "
        + "`Retry-After`.");
    public static readonly ProblemKind HeadersTooLarge = new("headers_too_large", 431, "Headers too large",
        "A request may have 100 headers of 32 KiB together, unless the server is set otherwise.");
    public static readonly ProblemKind Internal = new("internal", 500, "Internal error",
        "The fault is ours. Quote `trace_id` when reporting it.");
    public static readonly ProblemKind Unavailable = new("unavailable", 503, "Temporarily unavailable",
        "Retry after `Retry-After`, with the same `Idempotency-Key`.");

    public static readonly ProblemKind HttpVersionNotSupported = new("http_version_not_supported", 505,
        "Unknown version of HTTP", "Use HTTP/1.1 or HTTP/2.");

    public static readonly ProblemKind InvalidToken = new("invalid_token", 400, "Token refused",
        "A token that was mailed works once, for a while, and for the address and password of then. Ask for another.");
    public static readonly ProblemKind NothingToVerify = new("nothing_to_verify", 409, "Nothing to verify",
        "The user has no e-mail address, or has verified it already.");
    public static readonly ProblemKind EmailTaken = new("email_taken", 409, "E-mail address taken",
        "Another user has verified this address; one address belongs to one user.");
    public static readonly ProblemKind SecondFactorConflict = new("second_factor_conflict", 409,
        "Not possible with the second factor as it is",
        "Begin before you confirm, and disable a second factor before you set another one up.");
    public static readonly ProblemKind TooManyPasskeys = new("too_many_passkeys", 409, "Too many passkeys",
        "Remove one first.");
    public static readonly ProblemKind ChangedMeanwhile = new("changed_meanwhile", 409, "Changed meanwhile",
        "Another request changed the user at the same time. Read again, then decide.");
    public static readonly ProblemKind Overloaded = new("overloaded", 503, "Too busy",
        "More requests are at work than the server takes on, and nothing was done about this one. Retry after "
        + "`Retry-After`, and later after each refusal.");

    public static ImmutableArray<ProblemKind> All { get; } =
    [
        RequestTimeout, Overloaded,
        ValidationFailed, MalformedJson, BadRequest, IdempotencyKeyRequired, InvalidIdempotencyKey,
        Unauthenticated, BadCredentials, SecondFactorRequired, BadSecondFactor, Forbidden, InsufficientScope,
        NotFound, MethodNotAllowed,
        NotAcceptable, IdempotencyKeyInUse, OutOfStock, InsufficientStock, OnHandMismatch, CountBelowReserved,
        NotStocked, IllegalTransition, ExceedsReserved, ExceedsShipped, NothingLeft, UsernameTaken,
        ManagedBySettings, HasNoSecret,
        LimitReached, VersionMismatch, PayloadTooLarge, UnsupportedMediaType, IdempotencyKeyReused,
        PreconditionRequired, RateLimited, Internal, Unavailable, InvalidToken, NothingToVerify, EmailTaken,
        SecondFactorConflict,
        TooManyPasskeys, ChangedMeanwhile, UriTooLong, HeadersTooLarge, HttpVersionNotSupported,
    ];
}
